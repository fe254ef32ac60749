"""The bounds on the evidence in the papers, a file for each word of `bound`.

`schematic.verify.paper.bounds` says what such a file defines.
"""
