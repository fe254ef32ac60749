"""Short ways from a text to what the derivation makes of it."""

from __future__ import annotations

import schematic
from schematic.diagnostics import Source
from schematic.graph import Factor, Schematic
from schematic.objective.printing.loss import loss_of
from schematic.objective.rule import derive
from schematic.objective.terms import Objective, Player
from schematic.pipeline import examine
from tests.model.programs import PROGRAMS

DATA = "visible x : real[2] ~ data\n"
PRIOR = "latent z : real[2] ~ Normal(0, 1)\n"
LABEL = "indicator y : {fake, real}\n"
VAE = DATA + PRIOR + "z -> x ~ Normal(G[θ], 1)\nx ..> z ~ E[η]\n"
GAN = DATA + PRIOR + LABEL + "z ..|> x = G[θ]\nx -!> y ~ D[φ]\n"


def spec(name: str) -> Schematic:
    """The schematic of one of the reference programs."""
    return schematic.parse(PROGRAMS[name], name=f"{name}.sgm")


def unchecked(text: str) -> Schematic:
    """The schematic of a text, whatever the checks say of it."""
    return examine(Source.of("model.sgm", text)).schematic


def objective_of(text: str) -> Objective:
    return derive(schematic.parse(text))


def player_of(text: str, name: str) -> tuple[Objective, Player]:
    """The objective of a text, and the player of that name."""
    objective = objective_of(text)
    return objective, next(player for player in objective.players if player.name == name)


def losses(text: str) -> dict[str, str]:
    """The loss of every player in one line."""
    objective = objective_of(text)
    return {player.name: loss_of(objective, player) for player in objective.players}


def arrow(schematic_: Schematic, written: str) -> Factor:
    """The one factor that begins as written: `x ..> z`."""
    (found,) = [f for f in schematic_.factors if str(f).startswith(written)]
    return found
