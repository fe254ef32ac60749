"""The shape of a price: four expressions of the discriminator's logit, which is large for real."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.expressions import Expression, Symbol, softplus

LOGIT = Symbol("d")
"""D's logit at one example."""


@dataclass(frozen=True)
class Price:
    """An adversarial loss: what is paid for each example, to be minimised on average.

    Attributes:
        name: the word after `loss =`.
        real: what φ pays for an example of y = 1.
        fake: what φ pays for an example of y = 0.
        reverse_real: what everyone else pays for an example of y = 1.
        reverse_fake: what everyone else pays for an example of y = 0.
        source: the key of its paper in docs/references.bib.
        fused: a kernel that gives the mean of φ's price over both sides at once, if there is one.
    """

    name: str
    real: Expression
    fake: Expression
    reverse_real: Expression
    reverse_fake: Expression
    source: str
    fused: str | None = None

    def of(self, label: int, *, reverse: bool) -> Expression:
        """The price of an example of this label, for φ or for everyone else."""
        if reverse:
            return self.reverse_real if label == 1 else self.reverse_fake
        return self.real if label == 1 else self.fake

    def is_likelihood(self, label: int, *, reverse: bool) -> bool:
        """Whether that price is −log q(y|·) (with `reverse`, −log qʳ), q(1|·) being σ(d)."""
        says_real = (label == 1) is not reverse
        return self.of(label, reverse=reverse) == softplus(-LOGIT if says_real else LOGIT)
