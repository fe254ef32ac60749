"""Schematic → random batches and base noise, in float64, of different lengths.

Lengths differ so that a sum over the batch is told from its mean, and numbers are drawn anew each
time so that an equality that holds by chance holds once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from schematic.families import FAMILIES, KINDS, Kind
from schematic.graph import DataLaw, Distribution, Node, Schematic
from schematic.model.base_noise import BaseNoise, noise_of_losses
from schematic.model.batch_checks import lengths_of
from schematic.objective.terms import Draw, Objective
from schematic.program import Program

LENGTHS = (6, 5, 7, 9)
"""How many examples the batches have."""


@dataclass(frozen=True)
class Try:
    """One batch with its base noise, and how many examples it has."""

    batch: Mapping[str, Any]
    noise: Mapping[str, Tensor]
    length: int


def tries(program: Program, given: Mapping[str, Any] | None, seed: int) -> tuple[Try, ...]:
    """The batches on which losses are compared.

    Args:
        program: what reads them.
        given: a batch of the user's, from which rows are taken; None for random ones.
        seed: of all random numbers.
    """
    generator = torch.Generator().manual_seed(seed)
    return tuple(_try(program, given, length, generator) for length in _lengths(given))


def _lengths(given: Mapping[str, Any] | None) -> tuple[int, ...]:
    """How many examples are taken for each batch; as different as the rows that are given allow."""
    most = min((len(each) for each in _tensors(given or {})), default=max(LENGTHS))
    if most >= max(LENGTHS):
        return LENGTHS
    return tuple(max(most - at, min(most, 2)) for at in range(len(LENGTHS)))


def _tensors(values: Mapping[str, Any]) -> Iterator[Tensor]:
    for each in values.values():
        if isinstance(each, Mapping):
            yield from _tensors(each)
        elif isinstance(each, Tensor) and each.dim():
            yield each


def _try(
    program: Program, given: Mapping[str, Any] | None, length: int, generator: torch.Generator
) -> Try:
    schematic = program.schematic
    if given is None:
        batch = dict(_random(schematic, length, generator))
    else:
        batch = {name: _rows(value, length, generator) for name, value in given.items()}
    lengths = lengths_of(schematic, batch)
    noise = _noise_of(program, noise_of_losses(program, lengths), generator)
    return Try(batch, noise, max(lengths.values(), default=length))


def _noise_of(
    program: Program, known: Sequence[BaseNoise], generator: torch.Generator
) -> dict[str, Tensor]:
    """The base noise of every draw; by the name of its node too, where that means one noise."""
    objective = program.objective
    sampled = [draw for draw in objective.draws if draw.is_sampled]
    first = {draw.name: _first_like(objective, sampled, draw) for draw in sampled}
    normal = [*map(_is_normal, sampled), *(False for _ in known[len(sampled) :])]
    noise: dict[str, Tensor] = {}
    for each, is_normal in zip(known, normal, strict=True):
        name = each.names[0]
        shared = noise.get(first.get(name, name))
        noise[name] = _noise(each, generator, normal=is_normal) if shared is None else shared
    by_node: dict[str, list[str]] = {}
    for each in known:
        by_node.setdefault(each.names[-1], []).append(each.names[0])
    alone = {node: names[0] for node, names in by_node.items() if len(names) == 1}
    return {**{node: noise[name] for node, name in alone.items()}, **noise}


def _first_like(objective: Objective, sampled: Sequence[Draw], draw: Draw) -> str:
    """The first draw that follows the same arrow for other rows of a partly observed node.

    Each row is in one of these passes, so that they share the base noise of all rows.
    """
    nodes = objective.schematic.nodes

    def whole(each: Draw) -> tuple[object, ...]:
        given = (g for g in each.given if not nodes[objective.draw(g).node].is_partly_observed)
        return each.factor, tuple(given), each.branch

    def is_partly(each: Draw) -> bool:
        return any(nodes[objective.draw(g).node].is_partly_observed for g in each.given)

    if not is_partly(draw):
        return draw.name
    return next(e.name for e in sampled if is_partly(e) and whole(e) == whole(draw))


def _random(
    schematic: Schematic, length: int, generator: torch.Generator
) -> Iterator[tuple[str, Any]]:
    for node in schematic.nodes.values():
        if not isinstance(node.law, DataLaw):
            continue
        labels = schematic.nodes[node.law.by].space.labels if node.law.by else ()
        if labels:
            yield node.name, {label: _values(node, length, generator) for label in labels}
        else:
            yield node.name, _values(node, length, generator)


def _values(node: Node, length: int, generator: torch.Generator) -> Tensor:
    """Values that a node may have, [B, …]; of a partly observed one every third is missing."""
    space = node.space
    if space.classes:
        values = torch.randint(space.classes, (length,), generator=generator)
    else:
        draw = torch.randn if space.kind is Kind.REAL else torch.rand
        shape = (length, *(space.shape or ()))
        values = draw(shape, dtype=torch.float64, generator=generator)
        if KINDS[space.kind].threshold:
            values = values.round()
    if node.is_partly_observed:
        values[::3] = -1 if space.classes else torch.nan
    return values


def _rows(value: Any, length: int, generator: torch.Generator) -> Any:
    """Some rows of what a user gave for a node, numbers in float64; all where they are few."""
    if isinstance(value, Mapping):
        return {label: _rows(each, length, generator) for label, each in value.items()}
    if not isinstance(value, Tensor):
        return value
    taken = value.detach()[:length]
    return taken.double() if taken.is_floating_point() else taken


def _is_normal(draw: Draw) -> bool:
    """Whether the base noise of a draw is normal; else it is uniform."""
    if draw.is_shuffled or draw.relaxed or not isinstance(draw.law, Distribution):
        return False
    return FAMILIES[draw.law.family].noise == "normal"


def _noise(each: BaseNoise, generator: torch.Generator, *, normal: bool) -> Tensor:
    draw = torch.randn if normal else torch.rand
    return draw(each.shapes[0], dtype=torch.float64, generator=generator)
