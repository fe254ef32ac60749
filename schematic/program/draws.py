"""Draws → the operations that make them, in order, and what is known of their values.

The same plan serves a training batch, whose draws all players share, and the recipes of `sample`,
`infer` and `reconstruct`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from schematic.families import KINDS, Kind
from schematic.graph import FROZEN, DataLaw, Factor, NetRef, Schematic
from schematic.graph.diffusions import reversed_by
from schematic.graph.ports import passes_value
from schematic.objective.copies import Layout, values_of
from schematic.objective.estimator import is_read_as_numbers
from schematic.objective.terms import Draw, Origin
from schematic.program.estimators import Drawing, estimation_of
from schematic.program.ops import (
    LIKE,
    NUMBER,
    Apply,
    Evaluate,
    Every,
    Fetch,
    Mean,
    Op,
    Prior,
    Reverse,
    Sample,
    Shuffle,
    Transform,
    Use,
)
from schematic.program.raw_parameters import axis_of, constants_of, named_raw
from schematic.program.written_names import Namer, variable


@dataclass
class DrawPlan:
    """The operations that make some draws.

    Attributes:
        schematic: what is compiled.
        bound: nets of the user.
        draws: the draws by name, in sampling order.
        owned: the groups whose nets learn through the draws; the others' nets are frozen.
        length: a variable that is as long as draws from priors, or NUMBER.
        like: a variable of their type and device, or LIKE.
        ops: the operations so far.
        layouts: how each draw repeats the batch; not at all where nothing is said.
        sharing: how copies of the batch share the base noise of some draws.
        copies: how often each draw repeats the batch.
        parameters: the raw parameters that each draw was made from.
        seen: for each partly observed node, the variable that says which examples have it.
        noises: the noise that was mixed into each draw of a law of its parents.
        measured: the draws whose log|det| some term reads.
        volumes: the variables that hold it.
    """

    schematic: Schematic
    bound: frozenset[str]
    draws: Mapping[str, Draw]
    owned: set[str]
    length: str
    like: str
    names: Namer
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    sharing: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    ops: list[Op] = field(default_factory=list)
    copies: dict[str, int] = field(default_factory=dict)
    parameters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)
    noises: dict[str, str] = field(default_factory=dict)
    measured: frozenset[str] = frozenset()
    volumes: dict[str, str] = field(default_factory=dict)

    def make(self, draws: Iterable[Draw]) -> None:
        """Add the operations of some draws."""
        for draw in draws:
            self.copies[draw.name] = self.layouts.get(draw.name, Layout()).copies
            self.ops.extend(self._draw(draw))

    def _draw(self, draw: Draw) -> Iterator[Op]:
        node = self.schematic.nodes[draw.node]
        name = variable(draw.name)
        if draw.origin is Origin.GIVEN:
            return
        if isinstance(draw.law, DataLaw):
            label = None
            if draw.branch is not None and draw.law.by:
                label = self.schematic.nodes[draw.law.by].space.labels[draw.branch]
            if node.is_partly_observed:
                self.seen[node.name] = self.names(f"seen_{name}")
            seen = self.seen.get(node.name, "")
            step = self.schematic.time_steps.get(draw.node)
            yield Fetch(name, draw.node, label, KINDS[node.space.kind].threshold, seen, step)
        elif draw.is_shuffled:
            (of,) = draw.given
            value = self.use(of, copies=self.copies[of], detached=draw.detached)
            is_class = node.space.kind is Kind.CAT
            yield Shuffle(name, value, draw.name, self.copies[draw.name], is_class)
        elif draw.is_summed:
            yield self._every(draw, name)
        elif draw.factor is None:
            numbers = constants_of(draw.law, node)
            kernel, shape = draw.law.form.draw, node.space.shape or ()
            noise = noise_names(draw)
            yield Prior(name, kernel, shape, numbers, self.length, self.like, noise)
        elif draw.origin is Origin.REVERSED:
            yield from self._reverse(draw, draw.factor, name)
        elif draw.factor.law.form.of_parents:
            yield from self._mix(draw, draw.factor, name)
        else:
            yield from self._follow(draw, draw.factor, name)

    def _mix(self, draw: Draw, factor: Factor, name: str) -> Iterator[Op]:
        """Mix noise into the value of a parent, at the level that another one gives."""
        law, copies = factor.law, self.copies[draw.name]
        uses = tuple(self.use(parent, copies=copies) for parent in draw.given)
        options = (("schedule", law.words[0]),)
        if draw.mean:
            assert law.form.mean is not None
            yield Apply(name, law.form.mean, uses, options)
            return
        noise = self.noises[draw.name] = self.names(f"{draw.name}_noise")
        estimation = estimation_of(draw.estimator)
        node, sharing = self.schematic.nodes[draw.node], self.sharing.get(draw.name, ())
        drawing = Drawing(draw, node, factor, noise, uses[:1], noise_names(draw), sharing)
        for op in estimation.sample(drawing):
            yield replace(op, kernel="noise_like") if isinstance(op, Sample) else op
        yield Apply(name, law.form.draw, (*uses, Use(noise)), options)

    def _reverse(self, draw: Draw, factor: Factor, name: str) -> Iterator[Op]:
        """Begin with noise, and go back along a diffusion to the value that a net tells."""
        back = reversed_by(self.schematic, factor)
        assert back is not None
        start, level = variable(back.noisy), variable(back.level)
        shape = self.schematic.nodes[back.noisy].space.shape or ()
        yield Prior(start, "normal_prior", shape, (0.0, 1.0), self.length, self.like, (back.noisy,))
        walked = {back.noisy: Use(start), back.level: Use(level)}
        net, steps = factor.law.nets[0].net, f"{back.noisy}_steps"
        inputs = tuple(
            walked[parent] if parent in walked else self.inputs(net, (self.use(parent),))[0]
            for parent in factor.parents
        )
        estimate, trunk = f"data_from_{factor.attributes.predict}", self.trunk_of(net)
        yield Reverse(name, start, level, net, inputs, back.schedule, estimate, steps, trunk)

    def _every(self, draw: Draw, name: str) -> Every:
        """All values of a node that is summed out."""
        node = self.schematic.nodes[draw.node]
        values = values_of(node)
        assert values is not None
        kernel = {"class": "all_classes", "bits": "all_bits"}[KINDS[node.space.kind].discrete or ""]
        event = node.space.classes or node.space.shape or ()
        copies = self.copies[draw.name] // values
        return Every(name, kernel, event, self.length, copies, self.like, node.name, values)

    def _follow(self, draw: Draw, factor: Factor, name: str) -> Iterator[Op]:
        """Evaluate the factor's nets, then take the mean or a sample."""
        copies = max((self.copies[parent] for parent in draw.given), default=1)
        uses = tuple(self.use(parent, copies=copies) for parent in draw.given)
        if self.schematic.is_invertible(factor):
            yield self._carry(draw, factor, name, uses)
            return
        names: list[str] = []
        for ref, mine in named_raw(factor, draw.name, self.names):
            names.extend(mine)
            yield self.evaluate(mine, ref, factor, uses, self.owned, no_grad=draw.detached)
        self.parameters[draw.name] = tuple(names)
        node = self.schematic.nodes[draw.node]
        values = values_of(node) if draw.enumerated else 1
        repeats = self.copies[draw.name] // copies // (values or 1)
        parameters: tuple[Use | float, ...] = (
            *(Use(n, copies=repeats) for n in names),
            *(() if factor.hollow else factor.law.numbers),
        )
        back = reversed_by(self.schematic, factor) if factor.attributes.predict else None
        if draw.mean and back is not None:
            told = (self.use(back.noisy), Use(names[0]), self.use(back.level))
            estimate = f"data_from_{factor.attributes.predict}"
            options = (("schedule", back.schedule), ("estimate", estimate))
            yield Apply(name, "cleaned", told, options)
        elif draw.mean:
            yield Mean(name, self._mean_kernel(factor), parameters, draw.detached)
        else:
            estimation = estimation_of(draw.estimator)
            noise, sharing = noise_names(draw), self.sharing.get(draw.name, ())
            yield from estimation.sample(
                Drawing(draw, node, factor, name, parameters, noise, sharing)
            )

    def _carry(self, draw: Draw, factor: Factor, name: str, uses: tuple[Use, ...]) -> Transform:
        """What an invertible net makes of its first parent, or back along a solid arrow."""
        log_det, (ref,) = "_", factor.law.nets
        if draw.name in self.measured:
            log_det = self.volumes[draw.name] = self.names(f"{draw.name}_log_det")
        freeze = () if draw.detached else self.foreign(ref.net, self.owned)
        is_backwards = factor.backwards_of is not None
        inputs = self.inputs(ref.net, uses)
        return Transform(name, log_det, ref.net, inputs, is_backwards, freeze, draw.detached)

    def _mean_kernel(self, factor: Factor) -> str | None:
        """The family's mean; None where a value passes, or is the mean itself."""
        is_ours = not any(ref.net in self.bound for ref in factor.law.nets)
        passes = is_ours and passes_value(self.schematic, factor)
        return None if passes else factor.law.form.mean

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
        uses = self.inputs(ref.net, uses)
        axis, trunk = axis_of(self.schematic.nodes[factor.child]), self.trunk_of(ref.net)
        freeze = () if no_grad else self.foreign(ref.net, owned)
        return Evaluate(names, ref.net, uses, axis, trunk, freeze, no_grad)

    def trunk_of(self, net: str) -> str | None:
        """The net whose features a net of ours reads, or None."""
        line = self.schematic.nets.get(net)
        return line.trunk if line and net not in self.bound else None

    def foreign(self, net: str, owned: set[str]) -> tuple[str, ...]:
        """What of a net and its trunk learns nothing here.

        A net of other groups learns nothing, and neither does the trunk on the way to it, whoever
        owns that; under a net of one's own, a trunk learns that is one's own too. The parameters of
        a net that nobody trains ask for no gradient, so nothing of it must be stopped.
        """
        trunk, group_of = self.trunk_of(net), self.schematic.group_of
        called = (net,) if trunk is None else (net, trunk)
        learning = owned if group_of[net] in owned else frozenset[str]()
        return tuple(name for name in called if group_of[name] not in {*learning, FROZEN})

    def inputs(self, net: str, uses: tuple[Use, ...]) -> tuple[Use, ...]:
        """The parents as a net takes them: a net of ours reads classes as one-hot rows."""
        if net in self.bound:
            return tuple(replace(u, classes=self.rows_of(self._drawn[u.name])) for u in uses)
        return tuple(replace(u, classes=self.classes_of(self._drawn[u.name])) for u in uses)

    def use(self, draw: str, *, copies: int = 1, detached: bool = False) -> Use:
        """A draw as an argument, repeated to a number of copies of the batch."""
        return Use(variable(draw), detached, copies // self.copies[draw])

    def classes_of(self, draw: Draw) -> int:
        """How many classes a draw is one of; 0 where it is numbers, such as probabilities."""
        space = self.schematic.nodes[draw.node].space
        numbers = draw.mean or draw.relaxed
        return space.classes if space.kind is Kind.CAT and not numbers else 0

    def rows_of(self, draw: Draw) -> int:
        """As how many numbers a net of the user reads a class; 0 where it reads it as it is."""
        return self.classes_of(draw) if is_read_as_numbers(self.schematic, draw.node) else 0

    @cached_property
    def _drawn(self) -> dict[str, Draw]:
        """The draws by the variable that holds them."""
        return {variable(draw.name): draw for draw in self.draws.values()}


def reference_of(schematic: Schematic, draws: Iterable[Draw]) -> tuple[str, str]:
    """Data that are as long as the priors' draws, and what has their type and device.

    Classes have a type of their own; where all data are classes, the model's parameters tell it.
    """

    def is_class(draw: Draw) -> bool:
        return schematic.nodes[draw.node].space.kind is Kind.CAT

    data = sorted((draw for draw in draws if draw.is_data), key=is_class)
    if not data:
        return NUMBER, LIKE
    length = variable(data[0].name)
    return length, LIKE if is_class(data[0]) else length


def noise_names(draw: Draw) -> tuple[str, ...]:
    """The keys of `noise` that give a draw its base noise: its own name, then its node's.

    An order of the examples has its own name only: it is not the noise that makes the node.
    """
    if draw.is_shuffled:
        return (draw.name,)
    return tuple(dict.fromkeys((draw.name, draw.node)))
