"""Categorical: logits of the classes from a net, or uniform classes."""

from schematic.families._family import Ability, ClosedKL, Family, Form
from schematic.families._kinds import Kind

FAMILY = Family(
    name="Categorical",
    kinds=frozenset({Kind.CAT}),
    abilities=Ability.SAMPLE | Ability.SCORE,
    arguments=(),
    defaults=(),
    noise="uniform",
    latex=r"\mathrm{Cat}",
    to_noise=lambda value, classes: (value + 0.5) / classes,
    forms=(
        Form(("net",), ("logits",), "categorical_nll", "categorical_draw", "softmax"),
        Form((), (), "categorical_nll_uniform", "categorical_prior", None),
    ),
    closed_kl=(
        ClosedKL(("net",), (), "categorical_kl_uniform"),
        ClosedKL(("net",), ("net",), "categorical_kl_between"),
    ),
)
