"""Distribution families, a file each, and what each can do.

`FAMILIES[name]` is the family of that name; a new file in this package is a new family.
"""

from __future__ import annotations

from schematic.families._family import Ability, Argument, ClosedKL, Family, Form, Sorts
from schematic.families._kinds import KINDS, Kind, KindRow
from schematic.rooms import Rooms

__all__ = [
    "FAMILIES",
    "KINDS",
    "Ability",
    "Argument",
    "ClosedKL",
    "Family",
    "Form",
    "Kind",
    "KindRow",
    "Sorts",
    "own_family",
]

FAMILIES: Rooms[Family] = Rooms("schematic.families", "FAMILY", Family)


def own_family(kind: Kind) -> Family:
    """The family that `~ D[φ]` alone means for a child of this kind."""
    return FAMILIES[KINDS[kind].family]
