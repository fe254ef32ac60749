"""`gradient = relaxed`: a smooth sample, from base noise and a temperature."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.families import KINDS
from schematic.program.estimators._estimation import Drawing, Estimation
from schematic.program.ops import Op, Sample


class Relaxed(Estimation):
    """The temperature is one more parameter of the law."""

    def __init__(self, how: str) -> None:
        """Take the first word of the kernels."""
        self.how = how

    def sample(self, made: Drawing) -> Iterator[Op]:
        """The sample of that kernel."""
        kernel = f"{self.how}_{KINDS[made.node.space.kind].discrete}"
        attributes, noise = made.factor.attributes, (made.noise,)
        parameters = (*made.parameters, attributes.temperature)
        yield Sample(
            made.name, kernel, parameters, noise, samples=attributes.samples, share=made.share
        )


ROOM = Relaxed("relaxed")
