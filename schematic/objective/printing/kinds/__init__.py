"""The printers of the kinds of term, a file each, named like its file in `objective/terms`."""

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
    """The printer of a body, by its kind."""
    return PRINTING.module(body.kind)
