"""The adversarial losses: one row each. `{d}` is the discriminator's logit, high for real.

A row says what φ pays for a real and for a fake example, and what everyone else pays for them;
all are means over the batch, to be minimised.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Game:
    """An adversarial loss, as PyTorch and as mathematics.

    Attributes:
        name: the word after `loss =`.
        real, fake: what φ pays for an example of y = 1 and of y = 0.
        reverse_real, reverse_fake: what everyone else pays.
        source: the key of its paper in docs/references.bib.
        both: a kernel that prices real and fake examples at once, if there is one.
    """

    name: str
    real: str
    fake: str
    reverse_real: str
    reverse_fake: str
    source: str
    both: str | None = None

    def price(self, label: int, *, reverse: bool) -> str:
        """The template for an example of this label, for φ or for everyone else."""
        prices = {
            (1, False): self.real,
            (0, False): self.fake,
            (1, True): self.reverse_real,
            (0, True): self.reverse_fake,
        }
        return prices[label, reverse]


GAMES: Mapping[str, Game] = {
    game.name: game
    for game in (
        # −log σ(d) = softplus(−d): log q(y|x), and log qʳ(y|x) with the label reversed.
        Game(
            "log",
            "F.softplus(-{d})",
            "F.softplus({d})",
            "F.softplus({d})",
            "F.softplus(-{d})",
            "Hu2018",
            both="verdict_nll_mean",
        ),
        Game("hinge", "F.relu(1 - {d})", "F.relu(1 + {d})", "{d}", "-{d}", "Lim2017"),
        Game("wasserstein", "-{d}", "{d}", "{d}", "-{d}", "Arjovsky2017"),
        Game("squares", "({d} - 1) ** 2", "{d} ** 2", "{d} ** 2", "({d} - 1) ** 2", "Mao2017"),
    )
}
