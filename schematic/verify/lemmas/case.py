"""One game of one player, and what the lemmas about games need of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from torch import Tensor
from torch.nn import functional as F

from schematic.graph import Factor
from schematic.graph.names import greek
from schematic.objective.terms import Objective, Player, Term, Verdict
from schematic.verify.derivatives import reaches
from schematic.verify.expectation import total
from schematic.verify.paper.formulas import Formula
from schematic.verify.paper.game_sides import sides
from schematic.verify.paper.meetings import game_weight
from schematic.verify.paper.routes import games
from schematic.verify.worlds.marginals import mixture, support
from schematic.verify.worlds.tables import Tables


@dataclass(frozen=True)
class Case:
    """One game of one player.

    Attributes:
        objective, player: what was derived.
        formula: what the paper says, for the scale and the groups.
        world: where all is enumerated.
        game: the solid red factor.
    """

    objective: Objective
    player: Player
    formula: Formula
    world: Tables
    game: Factor

    @property
    def title(self) -> str:
        """The arrow."""
        return f"{', '.join(map(greek, self.game.parents))} -!> {greek(self.game.child)}"

    @property
    def weight(self) -> float:
        """How many times the game counts for everyone but φ."""
        return game_weight(self.world.schematic, self.game)

    @property
    def verdicts(self) -> list[Term]:
        """What was derived for this game."""
        bodies = ((term, term.body) for term in self.player.terms)
        return [t for t, body in bodies if isinstance(body, Verdict) and body.factor == self.game]

    def loss(self, terms: Iterable[Term], world: Tables | None = None) -> Tensor:
        """−E of some derived terms in nats, with p(y) = ½ restored."""
        return -self.formula.share * total(self.objective, terms, world or self.world)

    def sides(self) -> dict[int, Tensor]:
        """p_y, what the game judges for each y: one axis a node."""
        found = sides(self.world, self.game)
        return {y: mixture(self.world, scenes, self.game.parents) for y, scenes in found.items()}

    def log_reverse(self) -> dict[int, Tensor]:
        """The reverse, log qʳ_φ0(y|·), at every point and without gradient."""
        points = support(self.world, self.game.parents)
        logit = self.world.judge(self.game, points).detach()
        return {1: F.logsigmoid(-logit), 0: F.logsigmoid(logit)}

    @property
    def parameters(self) -> list[Tensor]:
        """What the player trains."""
        return self.world.parameters(self.formula.groups)


def cases(objective: Objective, player: Player, formula: Formula, world: Tables) -> Iterator[Case]:
    """The games in which a player makes what is judged."""
    for game in games(world.schematic):
        case = Case(objective, player, formula, world, game)
        if any(reaches(p, case.parameters) for p in case.sides().values()):
            yield case
