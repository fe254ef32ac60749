"""Objective → what `sgm derive` prints: text, LaTeX and JSON from one report.

`kinds/` has a file for each kind of term: its name, its symbols and its loss. Everything else here
treats all kinds alike.
"""
