"""The rewrites: one a file, found by its name.

A file defines one subclass of `Rewrite` under the constant `RULE`. To add a rewrite is to add its
file: reading, `sgm rewrite --help`, the search for paths and the atlas find it here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.graph import Schematic
from schematic.rewrites.rewrite import Rewrite
from schematic.rooms import Rooms

RULES: Mapping[str, type[Rewrite]] = Rooms(__name__, "RULE", type)
"""Every kind of rewrite by the name of its file."""


def moves(schematic: Schematic) -> Iterator[Rewrite]:
    """Every elementary rewrite of a schematic that is worth a try, the cheapest first."""
    for rule in sorted(RULES.values(), key=lambda rule: rule.cost):
        yield from rule.moves(schematic)
