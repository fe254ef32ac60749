"""Player → why its objective has no reformulated form: one sentence."""

from __future__ import annotations

from schematic.objective.terms import (
    Contrast,
    Denoising,
    FeatureDensity,
    LogDensity,
    Player,
    Verdict,
    Volume,
)


def why_no_form(player: Player) -> str:
    """Why none of the lemmas is about the objective of a player, as a sentence.

    It is asked where `reformulated` finds nothing.
    """
    bodies = [term.body for term in player.terms]
    if not bodies:
        return "There is no form as a divergence: the weight of every term is 0."
    if all(isinstance(body, LogDensity | FeatureDensity) for body in bodies):
        return "There is no law to meet, and so no form as a divergence."
    if all(isinstance(body, LogDensity | Volume) for body in bodies):
        return (
            "The objective is log p itself, and not a bound: whoever maximises it minimises the KL "
            "from the data to the model."
        )
    if any(isinstance(body, Denoising) for body in bodies):
        return (
            "No form as a divergence is given: a net is compared with what it predicts, and not a "
            "law with a law."
        )
    if any(term.weigher for term in player.terms if isinstance(term.body, Verdict)):
        return (
            "No form as a divergence is given: Lemma 1 is about examples that count alike, and "
            "these are weighed."
        )
    games = [b for b in bodies if isinstance(b, Verdict | Contrast)]
    prices = dict.fromkeys(b.factor.attributes.loss for b in games if not _is_likelihood(b))
    if prices:
        return (
            "No form as a divergence is given: the lemmas are about log q, and the price of this "
            f"game is {' and '.join(prices)}."
        )
    return (
        "No form as a divergence is given: the lemmas are about plain evidence bounds, in which "
        "every inferred node meets its law by the KL with weight 1."
    )


def _is_likelihood(body: Verdict | Contrast) -> bool:
    return isinstance(body, Verdict) and body.is_likelihood
