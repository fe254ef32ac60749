"""Inputs that nobody should write, made by chance, and what must hold of each of them.

`targets/` has a file for each thing that is fed, `mutators/` the changes that make an input of
another one, and `corpus/` inputs that went wrong or might, each called after what it shows.
`campaign.py` feeds a target from a seed and needs nothing but Python; `guided.py` does so under
atheris, which looks where the code branches.
"""
