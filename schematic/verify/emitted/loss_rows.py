"""Objective and a builder → rows about the emitted code: on a lattice of noise, and by a z-test."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from schematic.graph import Distribution, Schematic
from schematic.graph.names import greek
from schematic.objective.readings import ancestry
from schematic.objective.terms import Objective, Player
from schematic.verify.derivatives import gap, largest, off, size
from schematic.verify.emitted.estimator_oracle import (
    between_classes,
    enumerated,
    reasons_biased,
    reasons_off_lattice,
)
from schematic.verify.emitted.lattice import LARGEST, Build, Lattice, lattice, one_batch, size_of
from schematic.verify.emitted.monte_carlo import BATCHES, averaged
from schematic.verify.emitted.turns import MOST, reads_shuffled, too_many, turned
from schematic.verify.expectation import term_oracle
from schematic.verify.oracles import MissingOracleError
from schematic.verify.paper.formulas import formulas
from schematic.verify.receipt import ROUTING, Row, judged, not_applicable
from schematic.verify.worlds import discretised
from schematic.verify.worlds.discretised import ROWS, Discretised
from schematic.verify.worlds.scenes import TooLargeError
from schematic.verify.worlds.smooth_nets import smooth_modules
from schematic.verify.worlds.spec_nets import obstacle, own_modules

Z = 4.5
"""The largest |z| that passes: a right loss is further off once in 150 000 runs."""
LEAST_ERROR = 1e-9
"""The standard error of a loss that has no noise in it, in nats: rounding."""
GRID = 300_000
"""Points of the largest quadrature."""
NODES, FEWER = 8, (7, 6)
"""Quadrature nodes of each element; what fewer of them change is taken for the error of more."""


def on_code(objective: Objective, seed: int, draws: int, build: Build) -> Iterator[Row]:
    """Every row about the emitted code with nets that are bound to it."""
    modules = smooth_modules(objective.schematic, seed)
    try:
        model = build(objective, modules)
        yield from _on_model(objective, model, modules, seed, draws)
    except MissingOracleError:
        raise
    except Exception as fault:  # whatever wrong code may raise
        yield raised(fault)


def raised(fault: Exception) -> Row:
    """The row of code that does not run."""
    what = f"{type(fault).__name__}: {str(fault).splitlines()[0] if str(fault) else ''}"
    return judged("the emitted code runs", ROUTING, float("nan"), 0.0, what)


def fits(objective: Objective) -> bool:
    """Whether the lattice and the quadrature are small enough."""
    world = Discretised(objective.schematic, {}, 0)
    return size_of(objective, world) <= LARGEST and _points(objective.schematic) <= GRID


def _on_model(
    objective: Objective,
    model: Any,
    modules: Mapping[str, nn.Module],
    seed: int,
    draws: int,
) -> Iterator[Row]:
    world = _lattice_world(objective, modules, seed)
    if size_of(objective, world) > LARGEST:
        why = f"its lattice would have more than {LARGEST:,} points"
        yield not_applicable("emitted losses on a lattice of noise", ROUTING, why)
        for name, loss in model.losses(one_batch(world)).items():
            yield _outside(name, loss, world, "random noise")
    else:
        rows = _on_lattice(objective, model, world, "every combination of noise")
        yield from _enumerated(rows, "emitted losses on a lattice of noise")
    if draws:
        rows = _z_tests(objective, model, modules, seed, draws)
        yield from _enumerated(rows, "emitted losses under random noise")


def _enumerated(rows: Iterator[Row], what: str) -> Iterator[Row]:
    """The rows, up to a formula whose grid would be too large."""
    try:
        yield from rows
    except TooLargeError as reason:
        yield not_applicable(what, ROUTING, str(reason))


def on_own_nets(objective: Objective, seed: int, build: Build) -> Iterator[Row]:
    """The lattice once more with the nets that the spec describes, which are called otherwise."""
    schematic = objective.schematic
    if reason := obstacle(schematic):
        yield not_applicable("emitted losses with the spec's own nets", ROUTING, reason)
        return
    try:
        model = build(objective, {}).double()
        model.eval()
        world = _lattice_world(objective, own_modules(model, schematic), seed)
        if size_of(objective, world) <= LARGEST:
            rows = _on_lattice(objective, model, world, "the spec's own nets")
            yield from _enumerated(rows, "emitted losses with the spec's own nets")
    except MissingOracleError:
        raise
    except Exception as fault:  # whatever wrong code may raise
        yield raised(fault)


def _on_lattice(objective: Objective, model: Any, world: Discretised, how: str) -> Iterator[Row]:
    """Proof (c): the mean over every combination of noise, and (d) where its gradient is not."""
    held = lattice(objective, world)
    losses = _mean_losses(model, turned(objective, held, size_of(objective, world)))
    expected = {formula.name: formula for formula in formulas(world)}
    for player in objective.players:
        formula, loss = expected.get(player.name), losses.get(player.name)
        identity = f"{greek(player.name)}: emitted loss and gradient, {how}"
        reason = _inexact(player, objective)
        if reads_shuffled(objective, player) and too_many(objective, size_of(objective, world)):
            reason = f"its elements can be turned against each other in more than {MOST:,} ways"
        if reason:
            yield not_applicable(identity, formula.source if formula else "", reason)
        elif formula is not None and loss is not None:
            own = world.parameters(formula.groups)
            deviation = largest((off(-loss, formula.value), gap(-loss, formula.value, own)))
            yield judged(identity, formula.source, deviation)
        if loss is not None:
            yield _outside(player.name, loss, world, how)


def _mean_losses(model: Any, held: Sequence[Lattice]) -> dict[str, Tensor]:
    """Each player's loss, averaged over some batches."""
    found = [model.losses(each.batch, each.noise) for each in held]
    return {name: torch.stack([losses[name] for losses in found]).mean() for name in found[0]}


def _outside(name: str, loss: Tensor, world: Discretised, how: str) -> Row:
    """The gradient of a player's emitted loss in the parameters of all others."""
    groups = set(name.split(","))
    others = world.parameters([g for g in world.schematic.groups if g not in groups])
    identity = f"{greek(name)}: emitted gradient outside its groups, {how}"
    return judged(identity, ROUTING, size(loss, others), 0.0)


def _inexact(player: Player, objective: Objective) -> str:
    """Why the lattice's mean is not the expectation, or its gradient not the gradient."""
    bodies = [term.body for term in player.terms]
    names = dict.fromkeys(name for term in player.terms for name in (*term.through, *term.by_value))
    of_terms = (term_oracle(body).off_lattice(body, objective.schematic) for body in bodies)
    of_draws = reasons_off_lattice(objective.draw(name) for name in names)
    return next(filter(None, (*of_terms, *of_draws, _biased(player, objective, lattice=True))), "")


def _biased(player: Player, objective: Objective, *, lattice: bool) -> str:
    """Why the value of a loss is not the expectation: on a lattice, or under random noise."""
    read = ancestry(objective, [name for term in player.terms for name in term.body.reads])
    draws = (objective.draw(name) for name in sorted(read))
    return next(reasons_biased(draws, lattice=lattice), "")


def _lattice_world(
    objective: Objective, modules: Mapping[str, nn.Module], seed: int
) -> Discretised:
    """The world of a lattice of noise, in which closed forms are averaged exactly."""
    bodies = (term.body for player in objective.players for term in player.terms)
    whole = {name for body in bodies for name in term_oracle(body).whole(body)}
    schematic = objective.schematic
    every, rows = enumerated(schematic), between_classes(schematic)
    return Discretised(schematic, modules, seed + 1, whole=whole, every=every, rows=rows)


def _z_tests(
    objective: Objective,
    model: Any,
    modules: Mapping[str, nn.Module],
    seed: int,
    draws: int,
) -> Iterator[Row]:
    """Proof (c): the mean over random noise, in standard errors from the quadrature."""
    schematic = objective.schematic
    if _points(schematic) > GRID:
        why = f"its quadrature would have more than {GRID:,} points"
        yield not_applicable("emitted losses under random noise", ROUTING, why)
        return
    world, *fewer = (
        Discretised(schematic, modules, seed + 1, fine=nodes, rows=between_classes(schematic))
        for nodes in (NODES, *FEWER)
    )
    found = averaged(model, world, seed, draws, coupled=_compares_rows(objective))
    for formula, *rough in zip(formulas(world), *map(formulas, fewer), strict=True):
        name = formula.name
        player = next(each for each in objective.players if each.name == name)
        reason = _biased(player, objective, lattice=False)
        if reads_shuffled(objective, player):
            reason = "in a batch of B, an element meets those of its own example once in B"
        if any(term.weigher and term.weigher.over_batch for term in player.terms):
            reason = "in a batch of B, the mean by which weights are divided is known up to 1/B"
        if reason:
            identity = f"{greek(name)}: emitted loss under random noise"
            yield not_applicable(identity, formula.source, reason)
        elif name in found.means:
            error_of_mean = found.means[name] + formula.value.item()
            missed = sum(abs((formula.value - other.value).item()) for other in rough)
            error = math.hypot(found.errors[name], missed)
            z = abs(error_of_mean) / max(error, LEAST_ERROR)
            identity = f"{greek(name)}: emitted loss, |z| under random noise"
            note = f"{found.draws} draws in {BATCHES} batches, seed {seed}"
            yield judged(identity, formula.source, z, Z, note)


def _compares_rows(objective: Objective) -> bool:
    """Whether some term compares rows of a batch, which must then be drawn apart."""
    terms = (term for player in objective.players for term in player.terms)
    return any(term.body.couples or term.body.pairs for term in terms)


def _points(schematic: Schematic) -> int:
    """The size of the grid on which every node that is ever sampled has an axis."""
    laws = ((name, _law(schematic, name)) for name in schematic.nodes)
    return ROWS * math.prod(_size(schematic, law, name) for name, law in laws if law)


def _law(schematic: Schematic, name: str) -> Distribution | None:
    """The law from which a node is sampled, if it is."""
    law = schematic.nodes[name].law
    if isinstance(law, Distribution):
        return law
    into = (f for f in schematic.factors if f.child == name and f.dashed)
    return next((f.law for f in into if not (f.hollow or f.red)), None)


def _size(schematic: Schematic, law: Distribution, name: str) -> int:
    node = schematic.nodes[name]
    values = discretised.support(law, node)
    return len(discretised.quadrature(law, node, NODES).weights if values is None else values)
