"""What the plan asks of an estimator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schematic.families import Kind
from schematic.graph import Factor, Node
from schematic.objective.terms import Draw
from schematic.program.ops import Op, Sample, Share, Use

if TYPE_CHECKING:
    from schematic.program.player import Cost, PlayerPlan


@dataclass(frozen=True)
class Drawing:
    """A draw that is to be made.

    Attributes:
        draw: the draw.
        node: its node.
        factor: the arrow that it follows.
        name: its variable.
        parameters: the parameters of its law, repeated as often as there are draws.
        noise: the keys of its base noise.
        sharing: how copies of the batch share that noise; nothing where each has its own.
    """

    draw: Draw
    node: Node
    factor: Factor
    name: str
    parameters: tuple[Use | float, ...]
    noise: tuple[str, ...]
    sharing: tuple[int, ...] = ()

    @property
    def share(self) -> Share | None:
        """The sharing of its base noise, of the shape that the family takes."""
        if not self.sharing:
            return None
        of_class = self.node.space.kind is Kind.CAT and not self.draw.relaxed
        kernel = "share_one_uniform" if of_class else f"share_{self.factor.law.row.noise}"
        return Share(kernel, self.sharing)


class Estimation:
    """The estimation of a draw that is sampled as its family says, and adds nothing to a loss."""

    def sample(self, made: Drawing) -> Iterator[Op]:
        """The operations that turn the raw parameters of a law into the draw."""
        kernel, samples = made.factor.law.form.draw, made.factor.attributes.samples
        noise, no_grad = (made.noise,), made.draw.detached
        yield Sample(made.name, kernel, made.parameters, noise, no_grad, samples, made.share)

    def finish(self, player: PlayerPlan, draw: Draw, costs: Sequence[Cost]) -> None:
        """Add what the player pays besides, given all costs that depend on the draw."""
