"""The kind `penalty`: how far a discriminator's slope is from 1 between real and fake."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import Factor
from schematic.objective.terms._body import Body, nets_of


@dataclass(frozen=True)
class Penalty(Body):
    """(‖∇D‖ − 1)² between real and fake draws [Gulrajani2017]; the player minimises it.

    Attributes:
        factor: the red factor.
        real: the draws of one end.
        fake: the draws of the other end.
    """

    kind: ClassVar[str] = "penalty"
    minimised: ClassVar[bool] = True
    pairs: ClassVar[bool] = True

    factor: Factor
    real: tuple[str, ...]
    fake: tuple[str, ...]

    @property
    def reads(self) -> tuple[str, ...]:
        """The draws of both ends."""
        return tuple(dict.fromkeys((*self.real, *self.fake)))

    @property
    def nets(self) -> tuple[str, ...]:
        """The discriminator."""
        return nets_of(self.factor.law)
