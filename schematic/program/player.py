"""One player's terms → its operations and the summands of its loss."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.graph import Distribution, Factor
from schematic.objective.closed import closed_form
from schematic.objective.notation import label_of
from schematic.objective.terms import (
    Body,
    Divergence,
    Draw,
    Estimator,
    LogDensity,
    Penalty,
    Player,
    Term,
    Verdict,
)
from schematic.program.judge import plan_games
from schematic.program.laws import constants_of, named_raw
from schematic.program.names import Namer, variable
from schematic.program.ops import Op, Score, Section, Summand, Use, Weigh, results, takes
from schematic.program.shared import SharedPlan


class PlayerPlan:
    """The operations and summands of one player."""

    def __init__(self, shared: SharedPlan, player: Player) -> None:
        """Begin with the names of the shared values that the terms may read."""
        self.shared = shared
        self.player = player
        self.owned = set(player.groups)
        self.names = Namer(_readable(shared, player))
        self.ops: list[Op] = []
        self.summands: list[Summand] = []
        self.weights: dict[object, str] = {}

    def section(self) -> Section:
        """Plan every term, in order; verdicts of one game are judged together."""
        games = [t for t in self.player.terms if isinstance(t.body, Verdict | Penalty)]
        for term in self.player.terms:
            match term.body:
                case LogDensity() as body:
                    self._density(term, body)
                case Divergence() as body:
                    self._divergence(term, body)
                case Verdict() | Penalty():
                    pass
        plan_games(self, games)
        made = (name for op in self.shared.ops for name in results(op))
        needed = takes(self.ops, self.summands, made)
        return Section(self.player, needed, tuple(self.ops), tuple(self.summands))

    def use(self, draw: str, term: Term, copies: int) -> Use:
        """A draw as an argument, detached where the player may not reach through it."""
        made = self.shared.draws[draw]
        return self.shared.use(draw, copies=copies, detached=self.is_cut(made, term))

    def is_cut(self, draw: Draw, term: Term) -> bool:
        """Whether a value carries gradient that is none of this player's business."""
        return not draw.detached and draw.name not in term.through

    def _density(self, term: Term, body: LogDensity) -> None:
        """−log density of a draw, as a summand."""
        assert isinstance(body.law, Distribution)
        copies = self._copies((body.of, *body.given))
        value = self.use(body.of, term, copies)
        node = self.shared.schematic.nodes[self.shared.draws[body.of].node]
        parameters = self._parameters(body, term, copies)
        numbers = constants_of(body.law, node)
        nll = body.law.form.nll
        assert nll is not None
        coefficient = float(term.weight) * term.scale * (-1 if term.negative else 1)
        arguments: tuple[Use | float, ...] = (value, *parameters, *numbers)
        self.summands.append(
            Score(self._label(term.body), coefficient, nll, arguments, self._weight(term, copies))
        )

    def _parameters(self, body: LogDensity, term: Term, copies: int) -> tuple[Use, ...]:
        """The raw parameters of the law that scores: its nets, evaluated by this player."""
        if not isinstance(body.source, Factor):
            return ()
        factor = body.source
        uses = tuple(self.use(name, term, copies) for name in body.given)
        names: list[str] = []
        for ref, mine in named_raw(factor, body.of, self.names):
            names.extend(mine)
            self.ops.append(self.shared.evaluate(mine, ref, factor, uses, self.owned))
        return tuple(Use(name) for name in names)

    def _divergence(self, term: Term, body: Divergence) -> None:
        if body.estimator is Estimator.SAMPLED:
            prior = LogDensity(body.prior, body.of, body.prior_given, body.prior_source)
            self._density(term, prior)
            self._log_q(term, body)
            return
        row = closed_form(body.factor.law, body.prior)
        assert row is not None
        assert isinstance(body.prior, Distribution)
        node = self.shared.schematic.nodes[body.factor.child]
        copies = self._copies((*body.given, *body.prior_given))
        q = tuple(
            self._shared_parameter(name, body, copies) for name in self.shared.parameters[body.of]
        )
        prior_body = LogDensity(body.prior, body.of, body.prior_given, body.prior_source)
        p = self._parameters(prior_body, term, copies)
        numbers = () if row.standard else constants_of(body.prior, node)
        arguments: tuple[Use | float, ...] = (*q, *body.factor.law.numbers, *p, *numbers)
        coefficient = float(term.weight) * term.scale
        self.summands.append(
            Score(self._label(body), coefficient, row.kernel, arguments, self._weight(term, copies))
        )

    def _log_q(self, term: Term, body: Divergence) -> None:
        """Log q at the sample: the density under the parameters that made the draw."""
        copies = self._copies((body.of, *body.given))
        q = tuple(
            self._shared_parameter(name, body, copies) for name in self.shared.parameters[body.of]
        )
        nll = body.factor.law.form.nll
        assert nll is not None
        value = self.use(body.of, term, copies)
        arguments: tuple[Use | float, ...] = (value, *q, *body.factor.law.numbers)
        coefficient = -float(term.weight) * term.scale
        self.summands.append(
            Score(self._label(body), coefficient, nll, arguments, self._weight(term, copies))
        )

    def _shared_parameter(self, name: str, body: Divergence, copies: int) -> Use:
        made = max((self.shared.copies[parent] for parent in body.given), default=1)
        return Use(name, copies=copies // made)

    def _copies(self, draws: Iterable[str]) -> int:
        return max((self.shared.copies[name] for name in draws), default=1)

    def _label(self, body: Body) -> str:
        return label_of(self.shared.objective, body)

    def _weight(self, term: Term, copies: int) -> Use | None:
        """The importance weight of each example, computed once for all terms it weighs."""
        weigher = term.weigher
        if weigher is None:
            return None
        if weigher not in self.weights:
            name = self.names("weight_" + "_".join(weigher.given))
            ref = weigher.factor.law.nets[0]
            uses = tuple(self.use(draw, term, 1) for draw in weigher.given)
            if ref.net not in self.shared.bound:
                parents = zip(uses, weigher.factor.parents, strict=True)
                uses = tuple(self.shared.spelled(use, parent) for use, parent in parents)
            self.ops.append(Weigh(name, ref.net, uses))
            self.weights[weigher] = name
        return Use(self.weights[weigher], copies=copies)


def _readable(shared: SharedPlan, player: Player) -> set[str]:
    """The draws, and the parameters of those that a divergence compares."""
    divergences = (t.body for t in player.terms if isinstance(t.body, Divergence))
    parameters = {name for body in divergences for name in shared.parameters[body.of]}
    return {variable(name) for name in shared.draws} | parameters | set(shared.mixes.values())
