"""The kind `volume`: log|det| of the Jacobian along which an invertible net carries a draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import Factor
from schematic.objective.terms._body import Body


@dataclass(frozen=True)
class Volume(Body):
    """log|det ∂of/∂first|, in nats: by how much a draw's map widens; the player maximises it.

    The density of a draw is that of what it is carried from, over |det|  [Dinh2017, eq. 2].

    Attributes:
        of: the draw.
        factor: the arrow that it follows, perhaps backwards; its first parent is what is carried.
        given: the draws of the factor's parents.
    """

    kind: ClassVar[str] = "volume"

    of: str
    factor: Factor
    given: tuple[str, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """The draw, with which its net has told the number, and what that was told from."""
        return tuple(dict.fromkeys((self.of, *self.given)))

    @property
    def nets(self) -> tuple[str, ...]:
        """None: the net was called when the draw was made, and learns through it."""
        return ()
