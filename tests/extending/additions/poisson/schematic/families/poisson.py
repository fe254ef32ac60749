"""Poisson: the logarithm of the rate from a net, or the rate as a number; the family of counts."""

from schematic.families._family import Ability, Family, Form
from schematic.families._kinds import Kind

FAMILY = Family(
    name="Poisson",
    kinds=frozenset({Kind.COUNT}),
    abilities=Ability.SAMPLE | Ability.SCORE,
    arguments=("rate",),
    defaults=(1.0,),
    noise="uniform",
    latex=r"\mathrm{Poisson}",
    positive=("rate",),
    variance=lambda rate: rate,
    forms=(
        Form(("net",), ("log_rate",), "poisson_nll", "poisson_draw", "torch.exp"),
        Form(("number",), (), "poisson_nll_at", "poisson_prior", None),
    ),
)
