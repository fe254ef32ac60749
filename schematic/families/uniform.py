"""Uniform between two numbers: it can be drawn from, and has no density that a term may use."""

from schematic.families._family import Ability, Family, Form
from schematic.families._kinds import Kind

FAMILY = Family(
    name="Uniform",
    kinds=frozenset({Kind.REAL, Kind.UNIT}),
    abilities=Ability.SAMPLE | Ability.REPARAMETERISE,
    arguments=("low", "high"),
    defaults=(0.0, 1.0),
    noise="uniform",
    latex=r"\mathcal{U}",
    variance=lambda low, high: (high - low) ** 2 / 12,
    to_noise=lambda value, low, high: (value - low) / (high - low),
    forms=(Form(("number", "number"), (), None, "uniform_prior", None),),
)
