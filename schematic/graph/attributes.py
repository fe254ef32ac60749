"""What may stand in the braces behind a factor: one field of `Attributes` an attribute.

A field is the whole row: its default, the arrows on which it means something, the values it takes.
Elaboration, the formatter and the completion of editors read the rows; the rule reads the values.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from schematic.diagnostics.diagnostic import listed
from schematic.graph.shares import Shares
from schematic.prices import PRICES

if TYPE_CHECKING:
    from schematic.graph.schematic import Factor

MOST_SAMPLES = 10_000
LOSSES = PRICES.words
PREDICTED = ("noise", "data", "velocity")
WEIGHTINGS = ("simple", "bound")
ESTIMATED = ("reparameterise", "score", "enumerate", "relaxed", "straight-through")

AttributeValue = float | int | str | Shares | None
"""The value of an attribute as written: a number, a word, a sum of words, or nothing."""


class Form(Enum):
    """How the value of an attribute is written."""

    NUMBER = "a number, or the name of one"
    WORD = "a word, or nothing"
    SUM = "words with factors"
    NET = "the name of a net"


class Option(NamedTuple):
    """An attribute: where it has a meaning, and which values it takes.

    Attributes:
        fits: whether it means something on a factor.
        takes: its values in words.
        accepts: whether a value is one of them; None stands for no value.
        form: how a value is written.
        words: those that a value may consist of.
        beside: the attribute that is written under this name where its value is one of its words.
    """

    fits: Callable[[Factor], bool]
    takes: str
    accepts: Callable[[AttributeValue], bool]
    form: Form = Form.NUMBER
    words: tuple[str, ...] = ()
    beside: str = ""


def inferred(factor: Factor) -> bool:
    """Whether an arrow is a dashed one with a filled head."""
    return factor.dashed and not factor.hollow and not factor.red


def drawn(factor: Factor) -> bool:
    """Whether an arrow is a dashed one that infers a node, with either head."""
    return factor.dashed and not factor.red


def game(factor: Factor) -> bool:
    """Whether an arrow is a solid red one."""
    return factor.red and not factor.dashed


def scored(factor: Factor) -> bool:
    """Whether an arrow is solid."""
    return not factor.dashed


def predicted(factor: Factor) -> bool:
    """Whether an arrow is a solid one with a filled head: its law is that of a prediction."""
    return not (factor.dashed or factor.hollow or factor.red)


def red(factor: Factor) -> bool:
    """Whether an arrow is red."""
    return factor.red


def _is_amount(value: AttributeValue) -> bool:
    return isinstance(value, int | float) and value >= 0


def _is_count(value: AttributeValue) -> bool:
    return isinstance(value, int) and 1 <= value <= MOST_SAMPLES


def amount(default: float, fits: Callable[[Factor], bool], beside: str = "") -> float:
    """The row of an attribute whose value is a number ≥ 0; words belong to another, `beside`."""
    option = Option(fits, "a number ≥ 0", _is_amount, beside=beside)
    return dataclasses.field(default=default, metadata={"option": option})


def positive(default: float, fits: Callable[[Factor], bool]) -> float:
    """The row of an attribute whose value is a number > 0."""
    option = Option(fits, "a number > 0", lambda value: _is_amount(value) and value != 0)
    return dataclasses.field(default=default, metadata={"option": option})


def count(default: int, fits: Callable[[Factor], bool]) -> int:
    """The row of an attribute whose value is a whole number from 1."""
    option = Option(fits, f"a whole number from 1 to {MOST_SAMPLES:,}", _is_count)
    return dataclasses.field(default=default, metadata={"option": option})


def word(default: str, fits: Callable[[Factor], bool], words: tuple[str, ...]) -> str:
    """The row of an attribute whose value is one of some words."""
    takes = ", ".join(f"`{each}`" for each in words)
    option = Option(fits, takes, lambda value: value in words, Form.WORD, words)
    return dataclasses.field(default=default, metadata={"option": option})


def net(fits: Callable[[Factor], bool]) -> str:
    """The row of an attribute whose value is the name of a net; empty where it is not written."""
    option = Option(fits, "the name of a net", lambda value: isinstance(value, str), Form.NET)
    return dataclasses.field(default="", metadata={"option": option})


def shares(fits: Callable[[Factor], bool], words: tuple[str, ...], alone: str) -> Shares:
    """The row of an attribute whose value is a sum of words with factors; one stands alone."""

    def accepts(value: AttributeValue) -> bool:
        if not isinstance(value, Shares) or not set(value.words) <= set(words):
            return False
        once = len(set(value.words)) == len(value.words)
        bare = alone not in value.words or str(value) == alone
        return once and bare and all(part.factor > 0 for part in value.parts)

    summed = [w for w in words if w != alone]
    example = f"{summed[0]} + 100 {summed[-1]}"
    takes = f"{listed(words)}, or a sum of different ones such as `{example}`, with factors > 0"
    option = Option(fits, takes, accepts, Form.SUM, words)
    return dataclasses.field(default=Shares(), metadata={"option": option})


def flag(fits: Callable[[Factor], bool]) -> bool:
    """The row of an attribute that is there or not."""
    option = Option(fits, "no value", lambda value: value is None, form=Form.WORD)
    return dataclasses.field(default=False, metadata={"option": option})


@dataclass(frozen=True)
class Attributes:
    """What braces after a factor say. Editors show the attributes' descriptions.

    The words of `match` are the rooms of `objective/matches/`, those of `gradient` the rooms of
    `objective/estimators/`, and those of `bound` the rooms of `objective/bounds/`.

    Attributes:
        beta: factor of the KL that matches the inferred child [Higgins2017].
        weight: factor of the term that the arrow contributes for everyone but φ.
        features: the net in whose features child and prediction are compared, empty for none.
        loss: the adversarial loss of a solid red arrow.
        real: what the real side of a game is, where it is not the judged nodes' own laws.
        penalty: factor of the gradient penalty [Gulrajani2017], 0 for none.
        clip: the weights of D stay in [−clip, clip] after its step [Arjovsky2017], 0 for no bound.
        steps: how many φ takes for one of everyone else's, each on a batch of its own.
        samples: draws of a stochastic dashed arrow, averaged.
        match: how the inferred child meets its law: a sum of ways, none where the rule chooses.
        gradient: the estimator of a gradient through a sample.
        temperature: that of a relaxed sample; the lower, the closer to a discrete one.
        bound: how the terms of a pass are put together.
        degenerate: whether a dashed red arrow is the perfect discriminator.
        predict: what of a diffused node the net predicts; empty where the arrow scores a density.
        weighting: how that is weighed by the level of noise; it is written as a word of `weight`.
    """

    beta: float = amount(1.0, inferred)
    weight: float = amount(1.0, scored, beside="weighting")
    features: str = net(predicted)
    loss: str = word("log", game, LOSSES)
    real: str = word("", game, ("marginals",))
    penalty: float = amount(0.0, game)
    clip: float = amount(0.0, game)
    steps: int = count(1, game)
    samples: int = count(1, inferred)
    match: Shares = shares(drawn, ("kl", "adversary", "mmd", "nothing"), "nothing")
    gradient: str = word("reparameterise", inferred, ESTIMATED)
    temperature: float = positive(1.0, inferred)
    bound: str = word("evidence", drawn, ("evidence", "importance"))
    degenerate: bool = flag(red)
    predict: str = word("", predicted, PREDICTED)
    weighting: str = word("", predicted, WEIGHTINGS)


DEFAULTS = Attributes()


def written(attributes: Attributes) -> tuple[str, ...]:
    """The attributes that say something else than their default."""
    if attributes == DEFAULTS:
        return ()
    names = (field.name for field in dataclasses.fields(Attributes))
    return tuple(n for n in names if getattr(attributes, n) != getattr(DEFAULTS, n))


ATTRIBUTES: Mapping[str, Option] = {
    field.name: field.metadata["option"] for field in dataclasses.fields(Attributes)
}
SPELLED: Mapping[str, str] = {row.beside: name for name, row in ATTRIBUTES.items() if row.beside}
"""The attributes that have no name of their own in the text, by the name that they share."""


def spelling(name: str) -> str:
    """The name under which the text has an attribute."""
    return SPELLED.get(name, name)


def attribute_named(written: str, value: AttributeValue) -> str | None:
    """The attribute that a name in the text means, given a word as its value; None if none."""
    row = ATTRIBUTES.get(written)
    if row is None or written in SPELLED:
        return None
    shared = row.beside and value in ATTRIBUTES[row.beside].words
    return row.beside if shared else written


def with_attribute(attributes: Attributes, name: str, value: AttributeValue) -> Attributes:
    """The attributes with one more set."""
    values = {
        field.name: getattr(attributes, field.name) for field in dataclasses.fields(attributes)
    }
    return Attributes(**{**values, name: True if value is None else value})
