"""Schematic → random batches and base noise, in float64, of different lengths.

Lengths differ so that a sum over the batch is told from its mean, and numbers are drawn anew each
time so that an equality that holds by chance holds once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from schematic.families import FAMILIES, KINDS, Kind
from schematic.graph import DataLaw, Distribution, Node, Schematic
from schematic.model.base_noise import BaseNoise, noise_of_losses
from schematic.model.batch_checks import lengths_of
from schematic.objective.terms import Draw
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
    return tuple(_try(program, given, length, generator) for length in LENGTHS)


def _try(
    program: Program, given: Mapping[str, Any] | None, length: int, generator: torch.Generator
) -> Try:
    schematic = program.schematic
    if given is None:
        batch = dict(_random(schematic, length, generator))
    else:
        batch = {name: _rows(value, length, generator) for name, value in given.items()}
    lengths = lengths_of(schematic, batch)
    known = noise_of_losses(program, lengths)
    sampled = [draw for draw in program.objective.draws if draw.is_sampled]
    normal = [*map(_is_normal, sampled), *(False for _ in known[len(sampled) :])]
    noise = {
        each.names[0]: _noise(each, generator, normal=is_normal)
        for each, is_normal in zip(known, normal, strict=True)
    }
    return Try(batch, noise, max(lengths.values(), default=length))


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
        shape, options = (length, *(space.shape or ())), {"dtype": torch.float64}
        draw = torch.randn if space.kind is Kind.REAL else torch.rand
        values = draw(shape, generator=generator, **options)  # type: ignore[operator]
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
    taken = value.detach()[: max(length, 2)] if len(value) < length else value.detach()[:length]
    return taken.double() if taken.is_floating_point() else taken


def _is_normal(draw: Draw) -> bool:
    """Whether the base noise of a draw is normal; else it is uniform."""
    if draw.is_shuffled or draw.relaxed or not isinstance(draw.law, Distribution):
        return False
    return FAMILIES[draw.law.family].noise == "normal"


def _noise(each: BaseNoise, generator: torch.Generator, *, normal: bool) -> Tensor:
    draw = torch.randn if normal else torch.rand
    return draw(each.shapes[0], dtype=torch.float64, generator=generator)
