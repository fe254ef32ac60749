"""Objective and a builder → rows about the emitted code: on a lattice of noise, and by a z-test."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from torch import Tensor, nn

from schematic.families import Kind
from schematic.graph import Distribution, Schematic
from schematic.graph.names import greek
from schematic.objective.terms import Divergence, Estimator, Objective, Player
from schematic.verify import noise
from schematic.verify.emitted import BATCHES, LARGEST, Build, averaged, lattice, one_batch, size_of
from schematic.verify.families import ROWS, Families
from schematic.verify.modules import smooth_modules
from schematic.verify.own_nets import obstacle, own_modules
from schematic.verify.paper import formulas
from schematic.verify.receipt import ROUTING, Row, judged, not_applicable
from schematic.verify.slopes import gap, largest, size

Z = 4.5
"""The largest |z| that passes: a right loss is further off once in 150 000 runs."""
LEAST_ERROR = 1e-9
"""The standard error of a loss that has no noise in it, in nats: rounding."""
GRID = 300_000
"""Points of the largest quadrature."""
NODES, FEWER = 8, (7, 6)
"""Quadrature nodes of each element; what fewer of them change is taken for the error of more."""


def on_code(objective: Objective, seed: int, draws: int, build: Build) -> Iterator[Row]:
    """Every row about the emitted code."""
    modules = smooth_modules(objective.schematic, seed)
    model = build(objective, modules)
    try:
        yield from _on_model(objective, model, modules, seed, draws)
    except Exception as fault:  # whatever wrong code may raise
        yield raised(fault)


def raised(fault: Exception) -> Row:
    """The row of code that does not run."""
    what = f"{type(fault).__name__}: {str(fault).splitlines()[0] if str(fault) else ''}"
    return judged("the emitted code runs", ROUTING, float("nan"), 0.0, what)


def fits(objective: Objective) -> bool:
    """Whether the lattice and the quadrature are small enough."""
    world = Families(objective.schematic, {}, 0)
    return size_of(objective, world) <= LARGEST and _points(objective.schematic) <= GRID


def _on_model(
    objective: Objective,
    model: Any,
    modules: Mapping[str, nn.Module],
    seed: int,
    draws: int,
) -> Iterator[Row]:
    world = Families(objective.schematic, modules, seed + 1)
    if size_of(objective, world) > LARGEST:
        why = f"its lattice would have more than {LARGEST:,} points"
        yield not_applicable("emitted losses on a lattice of noise", ROUTING, why)
        for name, loss in model.losses(one_batch(world)).items():
            yield _outside(name, loss, world, "random noise")
    else:
        yield from _on_lattice(objective, model, world, "every combination of noise")
    if draws:
        yield from _z_tests(objective, model, modules, seed, draws)


def on_own_nets(objective: Objective, seed: int, build: Build) -> Iterator[Row]:
    """The lattice once more with the nets that the spec describes, which are called otherwise."""
    schematic = objective.schematic
    if reason := obstacle(schematic):
        yield not_applicable("emitted losses with the spec's own nets", ROUTING, reason)
        return
    try:
        model = build(objective, {}).double()
        world = Families(schematic, own_modules(model, schematic), seed + 1)
        if size_of(objective, world) <= LARGEST:
            yield from _on_lattice(objective, model, world, "the spec's own nets")
    except Exception as fault:  # whatever wrong code may raise
        yield raised(fault)


def _on_lattice(objective: Objective, model: Any, world: Families, how: str) -> Iterator[Row]:
    """Proof (c): the mean over every combination of noise, and (d) where its gradient is not."""
    held = lattice(objective, world)
    losses = model.losses(held.batch, held.noise)
    expected = {",".join(f.groups): f for f in formulas(world)}
    for player in objective.players:
        formula, loss = expected.get(player.name), losses.get(player.name)
        identity = f"{greek(player.name)}: emitted loss and gradient, {how}"
        if reason := _inexact(player):
            yield not_applicable(identity, formula.source if formula else "", reason)
        elif formula is not None and loss is not None:
            own = world.parameters(formula.groups)
            off = abs(loss.item() + formula.value.item())
            slope = gap(-loss, formula.value, own)
            yield judged(identity, formula.source, largest((off, slope)))
        if loss is not None:
            yield _outside(player.name, loss, world, how)


def _outside(name: str, loss: Tensor, world: Families, how: str) -> Row:
    """The gradient of a player's emitted loss in the parameters of all others."""
    groups = set(name.split(","))
    others = world.parameters([g for g in world.schematic.groups if g not in groups])
    identity = f"{greek(name)}: emitted gradient outside its groups, {how}"
    return judged(identity, ROUTING, size(loss, others), 0.0)


def _inexact(player: Player) -> str:
    """Why the lattice's mean is not the expectation: only Normal atoms have exact KLs."""
    for term in player.terms:
        body = term.body
        if isinstance(body, Divergence) and body.estimator is Estimator.CLOSED:
            family = body.factor.law.family
            if family != "Normal":
                return f"equal atoms of noise do not give the KL of a {family} exactly"
    return ""


def _z_tests(
    objective: Objective,
    model: Any,
    modules: Mapping[str, nn.Module],
    seed: int,
    draws: int,
) -> Iterator[Row]:
    """Proof (c): the mean over random noise, in standard errors from the quadrature."""
    if _points(objective.schematic) > GRID:
        why = f"its quadrature would have more than {GRID:,} points"
        yield not_applicable("emitted losses under random noise", ROUTING, why)
        return
    world = Families(objective.schematic, modules, seed + 1, fine=NODES)
    fewer = [Families(objective.schematic, modules, seed + 1, fine=nodes) for nodes in FEWER]
    found = averaged(model, world, seed, draws)
    for formula, *rough in zip(formulas(world), *map(formulas, fewer), strict=True):
        name = ",".join(formula.groups)
        if name in found.means:
            off = found.means[name] + formula.value.item()
            missed = sum(abs((formula.value - other.value).item()) for other in rough)
            error = math.hypot(found.errors[name], missed)
            z = abs(off) / max(error, LEAST_ERROR)
            identity = f"{greek(name)}: emitted loss, |z| under random noise"
            note = f"{found.draws} draws in {BATCHES} batches, seed {seed}"
            yield judged(identity, formula.source, z, Z, note)


def _points(schematic: Schematic) -> int:
    """The size of the grid on which every node that is ever sampled has an axis."""
    sizes: Sequence[int] = [
        _size(schematic, law, name)
        for name, node in schematic.nodes.items()
        if (law := _law(schematic, name)) is not None and node.space.kind is not Kind.LABEL
    ]
    return ROWS * math.prod(sizes)


def _law(schematic: Schematic, name: str) -> Distribution | None:
    law = schematic.nodes[name].law
    if isinstance(law, Distribution):
        return law
    into = (f for f in schematic.factors if f.child == name and f.dashed and not f.hollow)
    return next((factor.law for factor in into), None)


def _size(schematic: Schematic, law: Distribution, name: str) -> int:
    space = schematic.nodes[name].space
    elements = 1 if space.kind is Kind.CAT else math.prod(space.shape or ())
    values = noise.values(law, elements, space.classes)
    return len(noise.fine(law, elements, NODES).weights if values is None else values)
