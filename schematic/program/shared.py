"""Objective → the operations that sample its draws, once a batch, for all players."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from schematic.families import Kind
from schematic.graph import DataLaw, Factor, NetRef
from schematic.objective.terms import Draw, Objective, Penalty
from schematic.program.laws import axis_of, constants_of, named_raw
from schematic.program.names import Namer, variable
from schematic.program.ops import LIKE, Evaluate, Fetch, Mean, Op, Prior, Sample, Use


class SharedPlan:
    """The operations that sample the draws, and what is known of the values."""

    def __init__(self, objective: Objective, bound: frozenset[str]) -> None:
        """Plan the draws: data first, then the rest in sampling order."""
        self.objective = objective
        self.schematic = objective.schematic
        self.bound = bound
        self.draws = {draw.name: draw for draw in objective.draws}
        self.copies: dict[str, int] = {}
        self.parameters: dict[str, tuple[str, ...]] = {}
        self.ops: list[Op] = []
        self.names = Namer({variable(name) for name in self.draws})
        others = [p for p in objective.players if not p.discriminates]
        self.owned = {group for player in others for group in player.groups}
        for draw in sorted(objective.draws, key=lambda draw: not draw.is_data):
            self.ops.extend(self._draw(draw))
        self.mixes: dict[Factor, str] = {}
        for game in self._penalised():
            self.ops.append(self._mix(game))

    def _penalised(self) -> Iterator[Factor]:
        """The games with a gradient penalty."""
        terms = (term for player in self.objective.players for term in player.terms)
        bodies = (term.body for term in terms)
        yield from dict.fromkeys(body.factor for body in bodies if isinstance(body, Penalty))

    def _mix(self, game: Factor) -> Prior:
        """Where between real and fake the slope is taken, u ~ U(0, 1); its noise is named y."""
        name = self.mixes[game] = self.names(f"{game.child}_mix")
        numbers, noise = (0.0, 1.0), (game.child,)
        return Prior(name, "uniform_prior", (), numbers, self.length, self.like, noise)

    @cached_property
    def length(self) -> str:
        """A data draw that is as long as the priors' draws."""
        data = [draw for draw in self.draws.values() if draw.is_data]
        return variable(sorted(data, key=self._is_class)[0].name)

    @cached_property
    def like(self) -> str:
        """A data draw of the priors' type and device; the model's own where data are classes."""
        return LIKE if self._is_class(self.by_variable[self.length]) else self.length

    def _is_class(self, draw: Draw) -> bool:
        return self.schematic.nodes[draw.node].space.kind is Kind.CAT

    def _draw(self, draw: Draw) -> Iterator[Op]:
        node = self.schematic.nodes[draw.node]
        name = variable(draw.name)
        self.copies[draw.name] = 1
        if isinstance(draw.law, DataLaw):
            label = None
            if draw.branch is not None and draw.law.by:
                label = self.schematic.nodes[draw.law.by].space.labels[draw.branch]
            yield Fetch(name, draw.node, label, node.space.kind is Kind.BINARY)
        elif draw.factor is None:
            numbers = constants_of(draw.law, node)
            kernel, shape = draw.law.form.draw, node.space.shape or ()
            noise = noise_names(draw)
            yield Prior(name, kernel, shape, numbers, self.length, self.like, noise)
        else:
            yield from self._follow(draw, draw.factor, name)

    def _follow(self, draw: Draw, factor: Factor, name: str) -> Iterator[Op]:
        """Evaluate the factor's nets, then take the mean or a sample."""
        copies = max((self.copies[parent] for parent in draw.given), default=1)
        uses = tuple(self.use(parent, copies=copies) for parent in draw.given)
        names: list[str] = []
        for ref, mine in named_raw(factor, draw.name, self.names):
            names.extend(mine)
            yield self.evaluate(mine, ref, factor, uses, self.owned, no_grad=draw.detached)
        self.parameters[draw.name] = tuple(names)
        repeats = factor.attributes.samples if draw.is_sampled else 1
        self.copies[draw.name] = copies * repeats
        parameters: tuple[Use | float, ...] = (
            *(Use(n, copies=repeats) for n in names),
            *(() if factor.hollow else factor.law.numbers),
        )
        form = factor.law.form
        if draw.mean:
            yield Mean(name, form.mean, parameters, draw.detached)
        else:
            yield Sample(name, form.draw, parameters, (noise_names(draw),), draw.detached)

    def evaluate(
        self,
        names: tuple[str, ...],
        ref: NetRef,
        factor: Factor,
        uses: tuple[Use, ...],
        owned: set[str],
        *,
        no_grad: bool = False,
    ) -> Evaluate:
        """A call of a net; what its caller does not own is frozen."""
        net = self.schematic.nets.get(ref.net)
        trunk = net.trunk if net and ref.net not in self.bound else None
        foreign = [n for n in (ref.net, trunk) if n and self.schematic.group_of[n] not in owned]
        if ref.net not in self.bound:
            uses = tuple(self.spelled(use, p) for use, p in zip(uses, factor.parents, strict=True))
        child = self.schematic.nodes[factor.child]
        freeze = () if no_grad else tuple(foreign)
        return Evaluate(names, ref.net, uses, axis_of(child), trunk, freeze, no_grad)

    def use(self, draw: str, *, copies: int = 1, detached: bool = False) -> Use:
        """A draw as an argument, repeated to a number of copies of the batch."""
        return Use(variable(draw), detached, copies // self.copies[draw])

    def spelled(self, use: Use, node: str) -> Use:
        """The argument of a net of ours: a class as one-hot."""
        space = self.schematic.nodes[node].space
        is_index = space.kind is Kind.CAT and not self.by_variable[use.name].mean
        return Use(use.name, use.detached, use.copies, space.classes if is_index else 0)

    @cached_property
    def by_variable(self) -> dict[str, Draw]:
        """The draws by the variable that holds them."""
        return {variable(draw.name): draw for draw in self.draws.values()}


def noise_names(draw: Draw) -> tuple[str, ...]:
    """The keys of `noise` that give a draw its base noise: its own name, then its node's."""
    return tuple(dict.fromkeys((draw.name, draw.node)))
