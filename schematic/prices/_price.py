"""The shapes of prices: expressions of the discriminator's logit, which is large for real."""

from __future__ import annotations

from dataclasses import dataclass

from schematic.expressions import Expression, Symbol, softplus

LOGIT = Symbol("d")
"""D's logit at one example; of a pair, at the real one."""
FAKE = Symbol("d_fake")
"""D's logit at the fake example of a pair."""


class AnyPrice:
    """An adversarial loss, of single examples or of pairs.

    Attributes:
        name: the word after `loss =`.
        source: the key of its paper in docs/references.bib.
    """

    name: str
    source: str


@dataclass(frozen=True)
class PairPrice(AnyPrice):
    """An adversarial loss of pairs: what is paid for a real and a fake example, row by row.

    Attributes:
        name: the word after `loss =`.
        paid: what φ pays for a pair.
        reverse: what everyone else pays for it.
        source: the key of its paper in docs/references.bib.
    """

    name: str
    paid: Expression
    reverse: Expression
    source: str

    def of(self, *, reverse: bool) -> Expression:
        """The price of a pair, for φ or for everyone else."""
        return self.reverse if reverse else self.paid


@dataclass(frozen=True)
class Price(AnyPrice):
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

    @staticmethod
    def saddle(
        name: str, *, real: Expression, fake: Expression, source: str, fused: str | None = None
    ) -> Price:
        """The price of a zero-sum game: everyone else pays the negative of what φ pays."""
        return Price(name, real, fake, -real, -fake, source, fused)

    def of(self, label: int, *, reverse: bool) -> Expression:
        """The price of an example of this label, for φ or for everyone else."""
        if reverse:
            return self.reverse_real if label == 1 else self.reverse_fake
        return self.real if label == 1 else self.fake

    def is_likelihood(self, label: int, *, reverse: bool) -> bool:
        """Whether that price is −log q(y|·) (with `reverse`, −log qʳ), q(1|·) being σ(d)."""
        says_real = (label == 1) is not reverse
        return self.of(label, reverse=reverse) == softplus(-LOGIT if says_real else LOGIT)
