"""How each kind of term is printed, a file each, named like its file in `objective/terms`."""

from __future__ import annotations

from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.terms import Body
from schematic.rooms import Rooms

__all__ = ["PRINTING", "Printing", "printing_of"]

PRINTING: Rooms[Printing[Body]] = Rooms(
    "schematic.objective.printing.kinds",
    "ROOM",
    Printing,
)


def printing_of(body: Body) -> Printing[Body]:
    """How a body is printed."""
    return PRINTING.module(body.kind)
