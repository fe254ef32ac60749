"""How each kind of derived term is enumerated on tables, a file each, named as the kind.

`schematic.verify.expectation` says what such a file defines.
"""
