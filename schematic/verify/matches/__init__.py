"""How an inferred node meets its law in the papers, a file for each word of `match`.

`schematic.verify.paper.meetings` says what such a file defines.
"""
