"""The table of distribution families: one row each, with its abilities, forms and kernels.

A *form* is a way in which a family's arguments may be given: by nets, by numbers, or mixed. It
names the kernels (functions of `schematic/emit/prelude.py`) that score, draw and average it. A
kernel is called as `nll(value, *parameters)`, `draw(*parameters, noise)` and `mean(*parameters)`,
the parameters being the net's tensors followed by the numbers; a prior as `draw(shape, *numbers,
like, noise)`.

What a term of an objective needs is compared with the abilities here, before any tensor exists.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, Flag, auto
from typing import Literal

Argument = Literal["net", "number"]


class Kind(Enum):
    """The kinds of value a node may have."""

    REAL = "real"
    UNIT = "unit"
    BINARY = "binary"
    CAT = "cat"
    LABEL = "indicator"


class Ability(Flag):
    """What can be done with a distribution."""

    SAMPLE = auto()
    SCORE = auto()
    REPARAMETERISE = auto()


@dataclass(frozen=True)
class Form:
    """One way to give a family's arguments.

    Attributes:
        arguments: what stands at each place.
        raw: the names of the tensors that nets return, in order; a single net returns all of
            them joined (last axis, or channels for images).
        nll: kernel for −log density, summed over elements, mean over the batch, in nats.
        draw: kernel for a sample from base noise; a law of numbers alone is a prior, whose kernel
            takes the shape of the draw too.
        mean: kernel for the mean; None where the first parameter is the mean itself.
    """

    arguments: tuple[Argument, ...]
    raw: tuple[str, ...]
    nll: str | None
    draw: str
    mean: str | None


@dataclass(frozen=True)
class Family:
    """A row: which values it is for, what it can do, how it is written."""

    name: str
    kinds: frozenset[Kind]
    abilities: Ability
    arguments: tuple[str, ...]
    defaults: tuple[float, ...]
    noise: Literal["normal", "uniform"]
    latex: str
    forms: tuple[Form, ...]
    positive: tuple[str, ...] = ()
    probability: tuple[str, ...] = ()

    def form(self, arguments: tuple[Argument, ...]) -> Form | None:
        """The form for arguments of these sorts, if the family can be given so."""
        return next((form for form in self.forms if form.arguments == arguments), None)


_ALL = Ability.SAMPLE | Ability.SCORE | Ability.REPARAMETERISE

FAMILIES: Mapping[str, Family] = {
    family.name: family
    for family in (
        Family(
            name="Normal",
            kinds=frozenset({Kind.REAL, Kind.UNIT}),
            abilities=_ALL,
            arguments=("loc", "scale"),
            defaults=(0.0, 1.0),
            noise="normal",
            latex=r"\mathcal{N}",
            positive=("scale",),
            forms=(
                Form(("net",), ("loc", "log_var"), "normal_nll", "normal_draw", None),
                Form(("net", "net"), ("loc", "log_var"), "normal_nll", "normal_draw", None),
                Form(("net", "number"), ("loc",), "normal_nll_at", "normal_draw_at", None),
                Form(("number", "number"), (), "normal_nll_at", "normal_prior", None),
            ),
        ),
        Family(
            name="Laplace",
            kinds=frozenset({Kind.REAL, Kind.UNIT}),
            abilities=_ALL,
            arguments=("loc", "scale"),
            defaults=(0.0, 1.0),
            noise="uniform",
            latex=r"\mathrm{Laplace}",
            positive=("scale",),
            forms=(
                Form(("net",), ("loc", "log_scale"), "laplace_nll", "laplace_draw", None),
                Form(("net", "net"), ("loc", "log_scale"), "laplace_nll", "laplace_draw", None),
                Form(("net", "number"), ("loc",), "laplace_nll_at", "laplace_draw_at", None),
                Form(("number", "number"), (), "laplace_nll_at", "laplace_prior", None),
            ),
        ),
        Family(
            name="Bernoulli",
            kinds=frozenset({Kind.UNIT, Kind.BINARY, Kind.LABEL}),
            abilities=Ability.SAMPLE | Ability.SCORE,
            arguments=("probability",),
            defaults=(0.5,),
            noise="uniform",
            latex=r"\mathrm{Bernoulli}",
            probability=("probability",),
            forms=(
                Form(("net",), ("logits",), "bernoulli_nll", "bernoulli_draw", "torch.sigmoid"),
                Form(("number",), (), "bernoulli_nll_at", "bernoulli_prior", None),
            ),
        ),
        Family(
            name="ContinuousBernoulli",
            kinds=frozenset({Kind.UNIT}),
            abilities=_ALL,
            arguments=("probability",),
            defaults=(0.5,),
            noise="uniform",
            latex=r"\mathcal{CB}",
            probability=("probability",),
            forms=(
                Form(
                    ("net",),
                    ("logits",),
                    "continuous_bernoulli_nll",
                    "continuous_bernoulli_draw",
                    "continuous_bernoulli_mean",
                ),
            ),
        ),
        Family(
            name="Categorical",
            kinds=frozenset({Kind.CAT}),
            abilities=Ability.SAMPLE | Ability.SCORE,
            arguments=(),
            defaults=(),
            noise="uniform",
            latex=r"\mathrm{Cat}",
            forms=(
                Form(("net",), ("logits",), "categorical_nll", "categorical_draw", "softmax"),
                Form((), (), "categorical_nll_uniform", "categorical_prior", None),
            ),
        ),
        Family(
            name="Uniform",
            kinds=frozenset({Kind.REAL, Kind.UNIT}),
            abilities=Ability.SAMPLE | Ability.REPARAMETERISE,
            arguments=("low", "high"),
            defaults=(0.0, 1.0),
            noise="uniform",
            latex=r"\mathcal{U}",
            forms=(Form(("number", "number"), (), None, "uniform_prior", None),),
        ),
    )
}

_OWN: Mapping[Kind, str] = {
    Kind.REAL: "Normal",
    Kind.UNIT: "Bernoulli",
    Kind.BINARY: "Bernoulli",
    Kind.LABEL: "Bernoulli",
    Kind.CAT: "Categorical",
}


def own_family(kind: Kind) -> Family:
    """The family that `~ D[φ]` alone means for a child of this kind."""
    return FAMILIES[_OWN[kind]]


@dataclass(frozen=True)
class ClosedKL:
    """KL(q ‖ p) in closed form: `kernel(*q parameters, *p parameters)`, mean over the batch.

    `standard` rows hold only where p's numbers are the family's defaults, and leave them out.
    """

    family: str
    q: tuple[Argument, ...]
    p: tuple[Argument, ...]
    kernel: str
    standard: bool = False


# The first row that fits is taken, so the standard prior comes before the general one.
CLOSED_KL: tuple[ClosedKL, ...] = (
    ClosedKL("Normal", ("net",), ("number", "number"), "normal_kl", standard=True),
    ClosedKL("Normal", ("net",), ("number", "number"), "normal_kl_at"),
    ClosedKL("Normal", ("net",), ("net", "number"), "normal_kl_at"),
    ClosedKL("Normal", ("net",), ("net",), "normal_kl_between"),
    ClosedKL("Normal", ("net",), ("net", "net"), "normal_kl_between"),
    ClosedKL("Normal", ("net", "net"), ("number", "number"), "normal_kl", standard=True),
    ClosedKL("Normal", ("net", "net"), ("number", "number"), "normal_kl_at"),
    ClosedKL("Normal", ("net", "net"), ("net", "number"), "normal_kl_at"),
    ClosedKL("Normal", ("net", "net"), ("net",), "normal_kl_between"),
    ClosedKL("Normal", ("net", "net"), ("net", "net"), "normal_kl_between"),
    ClosedKL("Normal", ("net", "number"), ("number", "number"), "normal_kl_scale"),
    ClosedKL("Normal", ("net", "number"), ("net", "number"), "normal_kl_scale"),
    ClosedKL("Normal", ("net", "number"), ("net",), "normal_kl_scale_between"),
    ClosedKL("Normal", ("net", "number"), ("net", "net"), "normal_kl_scale_between"),
    ClosedKL("Bernoulli", ("net",), ("number",), "bernoulli_kl_at"),
    ClosedKL("Bernoulli", ("net",), ("net",), "bernoulli_kl_between"),
    ClosedKL("Categorical", ("net",), (), "categorical_kl_uniform"),
    ClosedKL("Categorical", ("net",), ("net",), "categorical_kl_between"),
)
