"""Known mistakes, a file each: `MISTAKES[name]`. A new file in this package is a new mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schematic.rooms import Rooms

if TYPE_CHECKING:
    from schematic.audit.mistakes._mistake import Mistake

__all__ = ["MISTAKES"]

MISTAKES: Rooms[Mistake] = Rooms(
    "schematic.audit.mistakes", "MISTAKE", "schematic.audit.mistakes._mistake.Mistake"
)
