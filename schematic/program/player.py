"""One player's terms → its operations and the summands of its loss.

What a term becomes is decided by the file of its kind in `program/terms`; this is what those files
build with.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from schematic.graph import Distribution, Factor, NetRef, Schematic
from schematic.graph.features import Seen
from schematic.objective.copies import values_of
from schematic.objective.printing.labels import cost_of
from schematic.objective.terms import Draw, LogDensity, Player, Rows, Term, Verdict
from schematic.program.draws import DrawPlan
from schematic.program.estimators import estimation_of
from schematic.program.ops import (
    Call,
    Evaluate,
    Form,
    Op,
    Operand,
    Reduction,
    Section,
    Summand,
    Use,
    Weigh,
    reads,
    results,
    takes,
)
from schematic.program.ops import Rows as RowsOp
from schematic.program.raw_parameters import constants_of, named_raw
from schematic.program.shared import SharedPlan
from schematic.program.terms import lowering_of
from schematic.program.written_names import Namer, variable


@dataclass(frozen=True)
class Cost:
    """What one term costs, as the plan knows it: its value an example, and its summand."""

    term: Term
    value: str
    copies: int
    summand: Summand


class PlayerPlan:
    """The operations and summands of one player."""

    def __init__(self, shared: SharedPlan, player: Player) -> None:
        """Begin with the names of the shared values that the terms may read."""
        self.shared = shared
        self.draws: DrawPlan = shared.draws
        self.player = player
        self.owned = set(player.groups)
        self.names = Namer(_readable(shared))
        self.ops: list[Op] = []
        self.costs: list[Cost] = []
        self.extra: list[Summand] = []
        self.weights: dict[object, str] = {}
        self.values: dict[str, str] = {}
        self.of_draws: dict[object, str] = {}
        self.logits: dict[tuple[Factor, tuple[str, ...]], str] = {}

    @property
    def schematic(self) -> Schematic:
        """What is compiled."""
        return self.draws.schematic

    def section(self) -> Section:
        """Plan every term, in order, and then what the estimators of its draws ask for."""
        for term in self.player.terms:
            lowering_of(term.body).lower(self, term, term.body)
        self._finish()
        made = (name for op in self.draws.ops for name in results(op))
        summands = (*(cost.summand for cost in self.costs), *self.extra)
        needed = takes(self.ops, summands, made)
        return Section(self.player, needed, tuple(self.ops), summands)

    def _finish(self) -> None:
        by_value = dict.fromkeys(name for t in self.player.terms for name in t.by_value)
        for name in by_value:
            draw = self.draws.draws[name]
            costs = [cost for cost in self.costs if name in cost.term.by_value]
            estimation_of(draw.estimator).finish(self, draw, costs)

    # What files of kinds build with

    def pay(self, term: Term, value: str, copies: int, *, sign: int = 1) -> None:
        """Add a value an example, [copies · B], to the loss: its weighted mean over the batch.

        Where it depends on enumerated draws, the mean is over their values, by probability.
        """
        value = self._by_probability(term, value, copies)
        summand = replace(self._summand(term, value, sign), weight=self._weight(term, copies))
        self.costs.append(Cost(term, value, copies, summand))

    def pay_scalar(self, term: Term, value: str, *, sign: int = 1) -> None:
        """Add a value that couples the examples of a batch to the loss."""
        summand = replace(self._summand(term, value, sign), reduction=Reduction.NONE)
        self.costs.append(Cost(term, value, 1, summand))

    def _summand(self, term: Term, value: str, sign: int) -> Summand:
        coefficient = sign * float(term.weight) * term.scale
        return Summand(cost_of(self.shared.objective, term.body), coefficient, value)

    def costs_of(self, term: Term) -> list[Cost]:
        """What a term would cost: its operations are added, and the loss is left as it is."""
        before = len(self.costs)
        lowering_of(term.body).lower(self, term, term.body)
        costs = self.costs[before:]
        del self.costs[before:]
        return costs

    def call(
        self,
        wish: str,
        kernel: str,
        arguments: Iterable[Operand],
        *,
        form: Form = Form.EXAMPLES,
        options: Iterable[tuple[str, int | str]] = (),
    ) -> str:
        """Add a call of a kernel; returns the variable of its value."""
        name = self.names(wish)
        self.ops.append(Call(name, kernel, tuple(arguments), form, tuple(options)))
        return name

    def use(self, draw: str, term: Term, copies: int) -> Use:
        """A draw as an argument, cut off where the player may not reach through it."""
        made = self.draws.draws[draw]
        has_none = made.detached or made.enumerated or made.is_mixture
        is_cut = not (has_none or draw in term.through)
        return self.draws.use(draw, copies=copies, detached=is_cut)

    def copies(self, draws: Iterable[str]) -> int:
        """How often the batch is repeated where some draws meet."""
        return max((self.draws.copies[name] for name in draws), default=1)

    def evaluate(
        self, names: tuple[str, ...], ref: NetRef, factor: Factor, uses: tuple[Use, ...]
    ) -> Evaluate:
        """A call of a net; what the player does not own is frozen."""
        return self.draws.evaluate(names, ref, factor, uses, self.owned)

    def features(self, term: Term, seen: Seen, draw: str) -> str:
        """The variable of what a net sees of a draw; nobody learns in it."""
        uses = (self.use(draw, term, self.copies((draw,))),)
        name = self.names(f"{seen.net.lower()}_{draw}")
        call = self.evaluate((name,), seen.ref, seen.factor, uses)
        if seen.by_trunk:
            call = replace(call, trunk=None, freeze=(seen.net,), features=True)
        self.ops.append(call)
        return name

    def nll(self, term: Term, body: LogDensity, copies: int) -> str:
        """The −log density of a draw under a law, [copies · B] in nats."""
        assert isinstance(body.law, Distribution)
        node = self.schematic.nodes[self.draws.draws[body.of].node]
        arguments: tuple[Operand, ...] = (
            self.use(body.of, term, copies),
            *self.parameters(term, body, copies),
            *constants_of(body.law, node),
        )
        kernel = body.law.form.nll
        assert kernel is not None
        return self.call(f"nll_{body.of}", kernel, arguments)

    def nll_of_draw(self, term: Term, draw: str, copies: int, *, cut: bool = False) -> str:
        """The −log density of a draw under the law that it was drawn from, [copies · B] in nats.

        It is `cut` from the gradient of the law where the player has not made the draw.
        """
        key = (draw, copies, cut, self.use(draw, term, copies))
        if key not in self.of_draws:
            self.of_draws[key] = self._nll_of_draw(term, draw, copies, cut=cut)
        return self.of_draws[key]

    def _nll_of_draw(self, term: Term, draw: str, copies: int, *, cut: bool) -> str:
        factor = self.draws.draws[draw].factor
        assert factor is not None
        parameters = self.parameters_of_draw(draw, copies)
        arguments: tuple[Operand, ...] = (
            self.use(draw, term, copies),
            *(replace(use, detached=use.detached or cut) for use in parameters),
            *factor.law.numbers,
        )
        kernel = factor.law.form.nll
        assert kernel is not None
        return self.call(f"nll_q_{draw}", kernel, arguments)

    def parameters(self, term: Term, body: LogDensity, copies: int) -> tuple[Use, ...]:
        """The raw parameters of the law that scores: its nets, evaluated by this player."""
        if not isinstance(body.source, Factor):
            return ()
        uses = tuple(self.use(name, term, copies) for name in body.given)
        names: list[str] = []
        for ref, mine in named_raw(body.source, body.of, self.names):
            names.extend(mine)
            self.ops.append(self.evaluate(mine, ref, body.source, uses))
        return tuple(map(Use, names))

    def _by_probability(self, term: Term, value: str, copies: int) -> str:
        """A cost times the weights of the enumerated values that it depends on."""
        draws = self.draws.draws.values()
        enumerated = [draw for draw in draws if draw.enumerated and not draw.is_summed]
        behind = self._behind(value) if enumerated else set[str]()
        weighing = [draw for draw in enumerated if variable(draw.name) in behind]
        if not weighing:
            return value
        weights = [self._value_weight(term, draw, copies) for draw in weighing]
        return self.call(f"weighed_{value}", "weighed", (Use(value), *weights))

    def _value_weight(self, term: Term, draw: Draw, copies: int) -> Use:
        """K q(value | given) for each value of an enumerated draw, computed once for all terms.

        It carries the gradient of q to the nets of the player that made the draw.
        """
        own = self.draws.copies[draw.name]
        if draw.name not in self.values:
            nll = self.nll_of_draw(term, draw.name, own, cut=draw.name not in term.by_value)
            count = values_of(self.schematic.nodes[draw.node])
            assert count is not None
            self.values[draw.name] = self.call(
                f"weight_{draw.name}", "value_weight", (Use(nll),), options=(("values", count),)
            )
        return Use(self.values[draw.name], copies=copies // own)

    def _behind(self, value: str) -> set[str]:
        """A variable and all that it is computed from."""
        makers = {name: op for op in (*self.draws.ops, *self.ops) for name in results(op)}
        stack, found = [value], set[str]()
        while stack:
            name = stack.pop()
            if name not in found:
                found.add(name)
                stack.extend(reads(makers[name]) if name in makers else ())
        return found

    def parameters_of_draw(self, draw: str, copies: int) -> tuple[Use, ...]:
        """The raw parameters that a draw was made from, repeated to a number of copies."""
        given = self.draws.draws[draw].given
        made = self.copies(given)
        return tuple(Use(name, copies=copies // made) for name in self.draws.parameters[draw])

    def _weight(self, term: Term, copies: int) -> Use | None:
        """The weight of each example: how real it looks, and 0 where it is not meant."""
        trust, rows = self._trust(term, copies), self._rows(term.rows, copies)
        if trust is None or rows is None:
            return trust or rows
        key = (term.weigher, term.rows)
        if key not in self.weights:
            uses = [replace(use, copies=1) for use in (trust, rows)]
            self.weights[key] = self.call(f"{trust.name}_{rows.name}", "weighed", uses)
        return Use(self.weights[key], copies=copies)

    def _rows(self, rows: Rows, copies: int) -> Use | None:
        """Which examples are meant, computed once for all terms that are about them."""
        if not rows:
            return None
        seen, missing = (
            tuple(Use(self.draws.seen[name]) for name, is_seen in rows if is_seen is wanted)
            for wanted in (True, False)
        )
        if len(seen) == 1 and not missing:
            return replace(seen[0], copies=copies)
        if rows not in self.weights:
            words = (f"{'' if is_seen else 'no_'}{name}" for name, is_seen in rows)
            self.weights[rows] = name = self.names(variable("_".join(words)))
            self.ops.append(RowsOp(name, seen, missing))
        return Use(self.weights[rows], copies=copies)

    def _trust(self, term: Term, copies: int) -> Use | None:
        """The importance weight of each example, computed once for all terms it weighs."""
        weigher = term.weigher
        if weigher is None:
            return None
        if weigher not in self.weights and weigher.over_batch:
            logit = Use(self.logit(term, weigher.factor, weigher.given), detached=True)
            wish = "weight_" + "_".join(weigher.given)
            self.weights[weigher] = self.call(wish, "batch_weights", (logit,))
        if weigher not in self.weights:
            name = self.names("weight_" + "_".join(weigher.given))
            uses = tuple(self.use(draw, term, 1) for draw in weigher.given)
            net = weigher.factor.law.nets[0].net
            inputs, trunk = self.draws.inputs(net, uses), self.draws.trunk_of(net)
            self.ops.append(Weigh(name, net, inputs, trunk))
            self.weights[weigher] = name
        return Use(self.weights[weigher], copies=copies)

    def logit(self, term: Term, factor: Factor, given: tuple[str, ...]) -> str:
        """The variable of a discriminator's logit at some draws; a weight and a verdict share it.

        It is evaluated as the verdict of this player needs it, if there is one.
        """
        if (factor, given) not in self.logits:
            ref, copies = factor.law.nets[0], self.copies(given)
            name = self.names(f"{ref.net.lower()}_{'_'.join(given)}")
            bodies = ((each, each.body) for each in self.player.terms)
            verdicts = ((each, body) for each, body in bodies if isinstance(body, Verdict))
            same = (e for e, body in verdicts if (body.factor, body.given) == (factor, given))
            reader = next(same, term)
            uses = tuple(self.use(draw, reader, copies) for draw in given)
            self.ops.append(self.evaluate((name,), ref, factor, uses))
            self.logits[factor, given] = name
        return self.logits[factor, given]


def _readable(shared: SharedPlan) -> set[str]:
    """The draws, and what else is made for all players."""
    made = {name for op in shared.draws.ops for name in results(op)}
    return {variable(name) for name in shared.draws.draws} | made
