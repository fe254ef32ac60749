"""The operations of a program. Each becomes one line (or two) of PyTorch.

Names are those of the emitted variables. Operations say what is detached, frozen or without
gradient; nothing about routing is decided later.
"""

from __future__ import annotations

from dataclasses import dataclass

from schematic.graph import Schematic
from schematic.objective.terms import Objective, Player


@dataclass(frozen=True)
class Use:
    """A value as an argument: perhaps cut from its gradient, repeated, or one-hot."""

    name: str
    detached: bool = False
    copies: int = 1
    classes: int = 0


@dataclass(frozen=True)
class Fetch:
    """`name = batch[node]`, or `batch[node][label]`; binary data are thresholded at ½."""

    name: str
    node: str
    label: str | None
    threshold: bool


@dataclass(frozen=True)
class Evaluate:
    """`names = net(inputs)`: the raw parameters of a law, split along `axis`.

    Attributes:
        net: whose raw output it is.
        trunk: the net whose features it reads, or None.
        freeze: nets that pass gradient on but keep none.
        no_grad: whether no gradient is recorded at all.
    """

    names: tuple[str, ...]
    net: str
    inputs: tuple[Use, ...]
    axis: int
    trunk: str | None = None
    freeze: tuple[str, ...] = ()
    no_grad: bool = False


@dataclass(frozen=True)
class Prior:
    """`name = kernel((length, *shape), *numbers, like, noise)`: a draw from a law of numbers.

    `length` is a number's variable, or a tensor that is as long; `like` is a tensor of the type and
    device, or LIKE for the model's own.
    """

    name: str
    kernel: str
    shape: tuple[int, ...]
    numbers: tuple[float, ...]
    length: str
    like: str
    noise: tuple[str, ...]


LIKE = "like"
"""The variable that holds a parameter of the model."""
NUMBER = "n"
"""The argument of `sample`: how many."""


@dataclass(frozen=True)
class Sample:
    """`name = kernel(*parameters, noise)`: a draw from a law whose parameters are tensors."""

    name: str
    kernel: str
    parameters: tuple[Use | float, ...]
    noise: tuple[str, ...]
    no_grad: bool = False


@dataclass(frozen=True)
class Mean:
    """`name = kernel(*parameters)`, or the first parameter where it is the mean itself."""

    name: str
    kernel: str | None
    parameters: tuple[Use | float, ...]
    no_grad: bool = False


@dataclass(frozen=True)
class Judge:
    """The logits of a discriminator for several batches, in one call where `joined`."""

    names: tuple[str, ...]
    net: str
    batches: tuple[tuple[Use, ...], ...]
    freeze: tuple[str, ...]
    joined: bool
    equal: bool


@dataclass(frozen=True)
class Weigh:
    """`name = σ(logit)` without gradient, [B]: how real the discriminator finds each example."""

    name: str
    net: str
    inputs: tuple[Use, ...]


@dataclass(frozen=True)
class Score:
    """A summand of the loss: `coefficient · kernel(arguments)`."""

    label: str
    coefficient: float
    kernel: str
    arguments: tuple[Use | float, ...]
    weight: Use | None = None


@dataclass(frozen=True)
class Price:
    """A summand of the loss: `coefficient · mean of a game's template at a logit`."""

    label: str
    coefficient: float
    template: str
    logit: str


@dataclass(frozen=True)
class SlopePenalty:
    """A summand of the loss: `coefficient · gradient_penalty(net, real, fake)`.

    `classes` has, for each parent, the classes to spell out as one-hot inside the net's call; the
    slope is taken at points between numbers, and classes are no numbers.
    """

    label: str
    coefficient: float
    net: str
    real: tuple[Use, ...]
    fake: tuple[Use, ...]
    mix: Use
    classes: tuple[int, ...]


Op = Fetch | Evaluate | Prior | Sample | Mean | Judge | Weigh
Summand = Score | Price | SlopePenalty


def results(op: Op) -> tuple[str, ...]:
    """The variables that an operation assigns."""
    return op.names if isinstance(op, Evaluate | Judge) else (op.name,)


@dataclass(frozen=True)
class Section:
    """The code of one player: the shared values it takes, its operations, its summands."""

    player: Player
    takes: tuple[str, ...]
    ops: tuple[Op, ...]
    summands: tuple[Summand, ...]


@dataclass(frozen=True)
class Recipe:
    """How a node is computed from others: `sample`, `infer` and `reconstruct` are recipes.

    Attributes:
        target: the node.
        needs: nodes whose values must be given.
        ops: the operations.
        result: the variable that holds the value.
    """

    target: str
    needs: tuple[str, ...]
    ops: tuple[Op, ...]
    result: str


@dataclass(frozen=True)
class Program:
    """A schematic as straight-line code.

    Attributes:
        shared: what is sampled once a batch, for all players.
        sections: one a player, in the order in which they step.
        samples, infers, reconstructs: recipes by target.
        bound: nets that the user brings.
    """

    schematic: Schematic
    objective: Objective
    shared: tuple[Op, ...]
    sections: tuple[Section, ...]
    samples: tuple[Recipe, ...]
    infers: tuple[Recipe, ...]
    reconstructs: tuple[Recipe, ...]
    bound: frozenset[str]
