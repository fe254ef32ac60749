"""The kind `denoising`: how far a net is from what it should tell of a diffused node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import Factor
from schematic.graph.diffusions import Diffusion
from schematic.objective.terms._body import Body, nets_of


@dataclass(frozen=True)
class Denoising(Body):
    """½ w(t) ‖target − U(u, t)‖², summed over a node's elements; the player minimises it.

    Attributes:
        factor: the arrow that takes the noise away; its attributes name the target and w.
        diffusion: the arrow that has mixed it in.
        of: the draw that was mixed.
        given: the draws of the factor's parents.
        noisy: the draw of the mixture, one of them.
        level: the draw of the level, another one.
    """

    kind: ClassVar[str] = "denoising"
    minimised: ClassVar[bool] = True

    factor: Factor
    diffusion: Diffusion
    of: str
    given: tuple[str, ...]
    noisy: str
    level: str

    @property
    def reads(self) -> tuple[str, ...]:
        """The value, the mixture, the level, and what else the net is given."""
        return tuple(dict.fromkeys((self.of, *self.given)))

    @property
    def nets(self) -> tuple[str, ...]:
        """The net that tells the target."""
        return nets_of(self.factor.law)
