"""The oracle's payoffs of each adversarial loss, a file each, named as in `schematic/prices/`.

They are written from the papers. `schematic.verify.paper.payoffs` says what such a file defines.
"""
