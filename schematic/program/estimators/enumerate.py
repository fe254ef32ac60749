"""`gradient = enumerate`: all values of the draw, which the player's plan weighs by q."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.families import KINDS
from schematic.objective.copies import values_of
from schematic.program.estimators._estimation import Drawing, Estimation
from schematic.program.ops import Enumerate, Op, Use


class _Enumerate(Estimation):
    def sample(self, made: Drawing) -> Iterator[Op]:
        """The values are constants: what they are worth is said by their weights."""
        values = values_of(made.node)
        like = next(value for value in made.parameters if isinstance(value, Use))
        assert values is not None
        kernel = f"every_{KINDS[made.node.space.kind].discrete}"
        yield Enumerate(made.name, kernel, like, made.node.name, values)


ROOM = _Enumerate()
