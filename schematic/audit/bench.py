"""Terms → their values and gradients, on some batches, with the very nets that a user's loss gets.

Each term that is measured becomes a player of its own in a copy of the objective, and the compiler
writes the program of all of them. So whatever is compared with a user's loss is what the compiler
makes of it, and nothing is computed a second time here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from schematic.audit.enlarged import Settings
from schematic.audit.mistakes._mistake import AS_IT_IS, World
from schematic.audit.tries import Try
from schematic.emit.model_class import class_name
from schematic.emit.model_source import write_program
from schematic.graph import FROZEN
from schematic.objective.terms import Draw, Objective, Player, Term
from schematic.program import Program
from schematic.program.legal import checked
from schematic.program.player import PlayerPlan
from schematic.program.shared import SharedPlan
from schematic.program.written_names import attribute

MOST = 300
"""The elements of one parameter whose gradients are kept for fits."""


class Measured(NamedTuple):
    """What a scalar is on each batch.

    Attributes:
        values: its values, a number a batch.
        slopes: for each net its gradient at some elements, [batches, elements].
        sizes: for each net the norm of its whole gradient, a number a batch.
    """

    values: Tensor
    slopes: Mapping[str, Tensor]
    sizes: Mapping[str, Tensor]

    def of(self, nets: Iterable[str]) -> Tensor:
        """The gradient in some nets, [batches, elements]."""
        found = [self.slopes[net] for net in nets if net in self.slopes]
        if not found:
            return self.values.new_zeros(len(self.values), 0)
        return torch.cat(found, 1)


class Bench:
    """Measures terms of one objective, and a user's losses, on the same batches."""

    def __init__(
        self,
        objective: Objective,
        model: nn.Module,
        bound: Iterable[str],
        nets: Mapping[str, nn.Module],
        tried: Sequence[Try],
        settings: Settings,
        seed: int,
    ) -> None:
        """Take what is measured.

        Args:
            objective: the derived one.
            model: the compiled model, in float64.
            bound: the nets that the user has brought.
            nets: all of them, as the user's function gets them.
            tried: the batches.
            settings: the parameters that each of them is measured at.
            seed: of the choice of elements whose gradients are kept.
        """
        self.objective, self.model, self.tried = objective, model, tuple(tried)
        self.settings = settings
        self.plain: dict[int, Ready] = {}
        self.bound = frozenset(bound)
        self.parameters = _parameters(objective, nets)
        self.kept = _kept(self.parameters, seed)
        self.groups = tuple(g for g in objective.schematic.groups if g != FROZEN)
        self.nets = tuple(self.parameters)

    def scalars(self, made: Iterable[Sequence[Tensor]]) -> list[Measured]:
        """Measure scalars, each batch before the next is made: the same number for each."""
        rows = [[self._one(value) for value in values] for values in made]
        return [_stacked(column) for column in zip(*rows, strict=True)]

    def _one(self, value: Tensor) -> tuple[Tensor, dict[str, Tensor], dict[str, Tensor]]:
        flat = [p for parameters in self.parameters.values() for p in parameters]
        slopes: Sequence[Tensor | None] = [None] * len(flat)
        if value.requires_grad and flat:
            slopes = torch.autograd.grad(value, flat, retain_graph=True, allow_unused=True)
        found = iter(slopes)
        kept, sizes = {}, {}
        for net, parameters in self.parameters.items():
            each = [_filled(next(found), p) for p in parameters]
            kept[net] = torch.cat([g[at] for g, at in zip(each, self.kept[net], strict=True)])
            sizes[net] = torch.stack([g.norm() for g in each]).norm()
        return value.detach().double(), kept, sizes

    def terms(
        self, terms: Sequence[Term], world: World = AS_IT_IS, *, batches: int | None = None
    ) -> list[Measured]:
        """Measure what some terms add to a loss, with gradients in all nets that they evaluate.

        Args:
            terms: what is measured.
            world: what they are computed from.
            batches: how many of the batches are taken; all where nothing is said.
        """
        if not terms:
            return []
        made, names = self._ready(terms, world)
        rows = []
        for number, each in enumerate(self.tried[:batches]):
            self.settings.take(number)
            noise = {key: each.noise[world.noise.get(key, key)] for key in each.noise}
            with made.within(world):
                draws = made.model.draw(each.batch, noise)
                rows.append([self._one(made.model._loss(name, draws)) for name in names])
        return [_stacked(column) for column in zip(*rows, strict=True)]

    def _ready(self, terms: Sequence[Term], world: World) -> tuple[Compiled, list[str]]:
        """A model of some terms, and their names in it.

        Worlds that change no operation share the model in which their terms were first measured.
        """
        names = [_name(at) for at in range(len(terms))]
        if world.draws or world.program is not None:
            return self._compiled(terms, world.draws, world), names
        known = [self.plain.get(id(term)) for term in terms]
        found = [each for each in known if each is not None]
        if len(found) == len(terms) and len({id(each.made) for each in found}) == 1:
            return found[0].made, [each.name for each in found]
        made = self._compiled(terms, (), world)
        for name, term in zip(names, terms, strict=True):
            self.plain.setdefault(id(term), Ready(term, made, name))
        return made, names

    def _compiled(self, terms: Sequence[Term], draws: Iterable[Draw], world: World) -> Compiled:
        instead = {draw.name: draw for draw in draws}
        players = (
            Player(_name(at), self.groups, self.nets, (term,), (), discriminates=True)
            for at, term in enumerate(terms)
        )
        objective = replace(
            self.objective,
            draws=tuple(instead.get(draw.name, draw) for draw in self.objective.draws),
            players=(*(replace(p, terms=p.terms[:1]) for p in self.objective.players), *players),
        )
        program = checked(self._lowered(objective))
        if world.program is not None:
            program = world.program(program)
        home: dict[str, Any] = {"__name__": "schematic.audited"}
        exec(compile(write_program(program), "<audited>", "exec"), home)
        modules = {name: getattr(self.model, attribute(name)) for name in _called(self.objective)}
        arguments = {attribute(net): modules[net] for net in modules if net in self.bound}
        with torch.random.fork_rng(devices=[]), torch.device("meta"):
            model = home[class_name(objective.schematic)](**arguments)
        for name, module in modules.items():
            setattr(model, attribute(name), module)
        return Compiled(model, home)

    def _lowered(self, objective: Objective) -> Program:
        """The program of an objective's losses alone, before any pass."""
        shared = SharedPlan.of(objective, self.bound)
        return Program(
            schematic=objective.schematic,
            objective=objective,
            shared=tuple(shared.draws.ops),
            sections=tuple(PlayerPlan(shared, p).section() for p in objective.players),
            samples=(),
            infers=(),
            reconstructs=(),
            bound=self.bound,
        )


class Ready(NamedTuple):
    """A term that has been compiled, the model that has it, and its name there."""

    term: Term
    made: Compiled
    name: str


class Compiled(NamedTuple):
    """A model and the functions that it calls."""

    model: Any
    home: dict[str, Any]

    @contextmanager
    def within(self, world: World) -> Iterator[None]:
        """Within: its kernels and nets are those of a world."""
        kernels = {name: self.home[name] for name in world.kernels if name in self.home}
        nets = {name: getattr(self.model, attribute(name)) for name in world.nets}
        try:
            for name, right in kernels.items():
                self.home[name] = _instead(world.kernels[name], right)
            for name, net in nets.items():
                setattr(self.model, attribute(name), world.nets[name](net))
            yield
        finally:
            self.home.update(kernels)
            for name, net in nets.items():
                setattr(self.model, attribute(name), net)


def _instead(wrong: Callable[..., Any], right: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *arguments, **options: wrong(right, *arguments, **options)


def _name(at: int) -> str:
    return f"term_{at}"


def _called(objective: Objective) -> list[str]:
    return list(objective.schematic.group_of)


def _parameters(
    objective: Objective, nets: Mapping[str, nn.Module]
) -> dict[str, tuple[nn.Parameter, ...]]:
    """The parameters of each net that someone trains, each once."""
    seen: set[int] = set()
    found: dict[str, tuple[nn.Parameter, ...]] = {}
    for name, group in objective.schematic.group_of.items():
        if group == FROZEN:
            continue
        own = [p for p in nets[name].parameters() if p.requires_grad and id(p) not in seen]
        seen.update(map(id, own))
        found[name] = tuple(own)
    return {name: own for name, own in found.items() if own}


def _kept(parameters: Mapping[str, Sequence[nn.Parameter]], seed: int) -> dict[str, list[Tensor]]:
    generator = torch.Generator().manual_seed(seed)
    return {net: [_some(p, generator) for p in each] for net, each in parameters.items()}


def _some(parameter: nn.Parameter, generator: torch.Generator) -> Tensor:
    """The places of some elements of a parameter; of all where they are few."""
    count = parameter.numel()
    if count <= MOST:
        return torch.arange(count)
    return torch.randperm(count, generator=generator)[:MOST]


def _filled(slope: Tensor | None, parameter: nn.Parameter) -> Tensor:
    """A gradient as a row; of zeros where there is none."""
    found = torch.zeros_like(parameter) if slope is None else slope
    return found.detach().reshape(-1)


def _stacked(
    column: Sequence[tuple[Tensor, Mapping[str, Tensor], Mapping[str, Tensor]]],
) -> Measured:
    values = torch.stack([value.reshape(()) for value, _, _ in column])
    nets = column[0][1]
    slopes = {net: torch.stack([kept[net] for _, kept, _ in column]) for net in nets}
    sizes = {net: torch.stack([size[net] for _, _, size in column]) for net in nets}
    return Measured(values, slopes, sizes)
