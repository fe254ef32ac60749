"""What the plan asks of an estimator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from schematic.objective.terms import Draw
from schematic.program.ops import Op, Sample, Use

if TYPE_CHECKING:
    from schematic.program.player import Cost, PlayerPlan


class Estimation:
    """The estimation of a draw that is sampled as its family says, and adds nothing to a loss."""

    def sample(
        self,
        draw: Draw,
        name: str,
        parameters: tuple[Use | float, ...],
        noise: tuple[str, ...],
    ) -> Iterator[Op]:
        """The operations that turn the raw parameters of a law into the draw."""
        assert draw.factor is not None
        kernel, samples = draw.factor.law.form.draw, draw.factor.attributes.samples
        yield Sample(name, kernel, parameters, (noise,), draw.detached, samples)

    def finish(self, player: PlayerPlan, draw: Draw, costs: Sequence[Cost]) -> None:
        """Add what the player pays besides, given all costs that depend on the draw."""
