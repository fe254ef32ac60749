"""Diffused: α(t) x + σ(t) ε, a value x with the noise of a level t; a word names the schedule."""

from schematic.families._family import Ability, Family, Form
from schematic.families._kinds import Kind
from schematic.families._schedules import SCHEDULES

FAMILY = Family(
    name="Diffused",
    kinds=frozenset({Kind.REAL}),
    abilities=Ability.SAMPLE | Ability.REPARAMETERISE,
    arguments=("schedule",),
    defaults=(),
    noise="normal",
    latex=r"\mathrm{Diffused}",
    words=tuple(SCHEDULES),
    forms=(Form(("word",), (), None, "blend", "faded", of_parents=True),),
)
