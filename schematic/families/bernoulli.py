"""Bernoulli: logits from a net, or a probability as a number."""

from schematic.families._family import Ability, ClosedKL, Family, Form
from schematic.families._kinds import Kind

FAMILY = Family(
    name="Bernoulli",
    kinds=frozenset({Kind.UNIT, Kind.BINARY, Kind.LABEL}),
    abilities=Ability.SAMPLE | Ability.SCORE,
    arguments=("probability",),
    defaults=(0.5,),
    noise="uniform",
    latex=r"\mathrm{Bernoulli}",
    probability=("probability",),
    variance=lambda probability: probability * (1 - probability),
    to_noise=lambda value, probability: 1 - value,
    forms=(
        Form(("net",), ("logits",), "bernoulli_nll", "bernoulli_draw", "torch.sigmoid"),
        Form(("number",), (), "bernoulli_nll_at", "bernoulli_prior", None),
    ),
    closed_kl=(
        ClosedKL(("net",), ("number",), "bernoulli_kl_at"),
        ClosedKL(("net",), ("net",), "bernoulli_kl_between"),
    ),
)
