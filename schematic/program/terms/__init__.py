"""What each kind of term becomes, a file each, named like its file in `objective/terms`."""

from __future__ import annotations

from schematic.objective.terms import Body
from schematic.program.terms._lowering import Lowering
from schematic.rooms import Rooms

__all__ = ["LOWERINGS", "Lowering", "lowering_of"]

LOWERINGS: Rooms[Lowering[Body]] = Rooms(
    "schematic.program.terms",
    "ROOM",
    Lowering,
)


def lowering_of(body: Body) -> Lowering[Body]:
    """The lowering of a body, by its kind."""
    return LOWERINGS.module(body.kind)
