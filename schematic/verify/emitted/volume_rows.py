"""Objective and a builder → rows about its invertible nets: the change of variables itself.

A small net is inverted, its log|det| is compared with the determinant of its Jacobian, and the
density that it gives a standard Normal is integrated over a box: ∫ p(x) dx = 1  [Dinh2017, eq. 2].
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from schematic.graph import Factor, Schematic
from schematic.objective.terms import Objective
from schematic.spaces import Space
from schematic.verify.derivatives import largest
from schematic.verify.emitted.lattice import Build
from schematic.verify.emitted.loss_rows import raised
from schematic.verify.receipt import Row, judged
from schematic.verify.worlds.spec_nets import own_modules

SOURCE = "[Dinh2017, eq. 2]"
VALUES = 32
"""Random values at which nets are inverted and differentiated."""
REACH, COARSE, FINE = 7.0, 41, 301
"""How many σ of the base the box takes in, and the points along an edge: to find it, and in it."""
GENTLE = 0.5
"""What parameters are multiplied by first, so that the points of a box resolve the density."""
MISSED = 1e-3
"""The largest error of the integral: the nets have kinks, and the box is finite."""


def on_volumes(objective: Objective, seed: int, build: Build) -> Iterator[Row]:
    """The rows of every invertible net, with the layers that the spec describes."""
    schematic = objective.schematic
    arrows = [factor for factor in schematic.factors if schematic.is_invertible(factor)]
    if not arrows:
        return
    try:
        modules = own_modules(build(objective, {}).double(), schematic)
        generator = torch.Generator().manual_seed(seed)
        for factor in {arrow.law.nets[0].net: arrow for arrow in reversed(arrows)}.values():
            yield from _net(schematic, factor, modules[factor.law.nets[0].net], generator)
    except Exception as fault:  # whatever wrong code may raise
        yield raised(fault)


def _net(
    schematic: Schematic, factor: Factor, net: Any, generator: torch.Generator
) -> Iterator[Row]:
    name = factor.law.nets[0].net
    first, *others = (schematic.nodes[parent].space for parent in factor.parents)
    given = [_values(space, generator) for space in others]
    value = _values(first, generator).requires_grad_()
    carried, there = net(value, *given)
    start = carried.detach().requires_grad_()
    back, home = net.inverse(start, *given)
    off = float((back - value).abs().max().detach())
    yield judged(f"{name}: {name}⁻¹ leads back to where {name} began", SOURCE, off)
    off = largest(
        float((found - _log_det(end, begin)).abs().max().detach())
        for found, end, begin in ((there, carried, value), (home, back, start))
    )
    yield judged(f"{name}: log|det| is that of its Jacobian, both ways", SOURCE, off)
    with torch.no_grad():
        for parameter in net.parameters():
            parameter.mul_(GENTLE)
        off = _off(net, first, [each[:1] for each in given])
    yield judged(f"{name}: what it makes of a Normal integrates to 1", SOURCE, off, MISSED)


def _values(space: Space, generator: torch.Generator) -> Tensor:
    """Random values of a node, [VALUES, …]: classes, or numbers."""
    if space.classes:
        return torch.randint(space.classes, (VALUES,), generator=generator)
    shape = (VALUES, *(space.shape or ()))
    return torch.randn(shape, dtype=torch.float64, generator=generator)


def _log_det(end: Tensor, begin: Tensor) -> Tensor:
    """log|det ∂end/∂begin| of each example, [B]."""
    columns = end.flatten(1).unbind(1)
    rows = [torch.autograd.grad(each.sum(), begin, retain_graph=True)[0] for each in columns]
    found: Tensor = torch.linalg.slogdet(torch.stack([row.flatten(1) for row in rows], 1))[1]
    return found


def _off(net: Any, first: Space, given: Sequence[Tensor]) -> float:
    """How far from 1 the integral is of the density that a net gives N(0, 1).

    A grid in the box that the net fills is very exact, but too coarse where a net stretches one end
    of the box by far more than another; cells that the net itself deforms are as fine as it needs.
    """
    off = math.inf
    for mass in (_of_box, _of_cells):
        off = abs(mass(net, first, given) - 1)
        if off <= MISSED:
            break
    return off


def _of_box(net: Any, first: Space, given: Sequence[Tensor]) -> float:
    """The integral over the box that a net fills, on an even grid."""
    made, _ = net(_base(first, COARSE), *_repeated(given, COARSE ** math.prod(first.shape or ())))
    rows = made.flatten(1)
    pad = (rows.amax(0) - rows.amin(0)) / COARSE
    ends = zip((rows.amin(0) - pad).tolist(), (rows.amax(0) + pad).tolist(), strict=True)
    axes = [torch.linspace(low, high, FINE, dtype=torch.float64) for low, high in ends]
    points = _grid(axes).reshape(-1, *made.shape[1:])
    cell = math.prod(float(each[1] - each[0]) for each in axes)
    return float(_density(net, points, given).sum()) * cell


def _of_cells(net: Any, first: Space, given: Sequence[Tensor]) -> float:
    """The integral over what a net makes of the cells of an even grid; differences give volumes."""
    centres = _base(first, FINE)
    given = _repeated(given, len(centres))
    half = REACH / (FINE - 1)
    edges = []
    for at in range(centres[0].numel()):
        aside = torch.zeros_like(centres[0].reshape(-1))
        aside[at] = half
        ends = [net(centres + sign * aside.view(centres.shape[1:]), *given)[0] for sign in (1, -1)]
        edges.append((ends[0] - ends[1]).flatten(1))
    volumes = torch.linalg.det(torch.stack(edges, 1)).abs()
    made, _ = net(centres, *given)
    return float((_density(net, made, given) * volumes).sum())


def _base(first: Space, count: int) -> Tensor:
    """An even grid of values of the base, that many along each axis."""
    axis = torch.linspace(-REACH, REACH, count, dtype=torch.float64)
    return _grid([axis] * math.prod(first.shape or ())).reshape(-1, *(first.shape or ()))


def _density(net: Any, points: Tensor, given: Sequence[Tensor]) -> Tensor:
    """The density of some points, read off the way back, [N]."""
    back, log_det = net.inverse(points, *_repeated(given, len(points)))
    log_base = -0.5 * (back.flatten(1) ** 2 + math.log(2 * math.pi)).sum(1)
    density: Tensor = (log_base + log_det).exp()
    return density


def _grid(axes: Sequence[Tensor]) -> Tensor:
    """Every combination, [N, E]."""
    return torch.cartesian_prod(*axes).reshape(-1, len(axes))


def _repeated(given: Sequence[Tensor], times: int) -> list[Tensor]:
    return [each[:1].expand(times, *each.shape[1:]) for each in given]
