"""A run → a walk on which one of its latents moves, or one class that its samples are given."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch

from schematic.diagnostics.diagnostic import did_you_mean
from schematic.graph.names import greek
from schematic.ranges import shown
from schematic.training.run.run_folder import Run
from schematic.training.sampling.drawn import like_of
from schematic.training.sampling.latents import (
    Latent,
    latents_of,
    noise_at_score,
    noise_of,
    value_of,
)
from schematic.training.sampling.walk_starts import (
    COLUMNS,
    Walk,
    draw_walk,
    find_start,
    sampling_way,
)
from schematic.training.sampling.ways import Way
from schematic.training.training_errors import TrainingError

REACH = 3.0
"""How far a coordinate moves to each side, in standard deviations of a Normal law."""
DRAWS = 8
"""Rows of a walk through classes: draws of all else."""
MOST_ROWS = 64


def traverse(
    run: Run,
    word: str,
    words: Mapping[str, Sequence[str]],
    columns: int | None,
    seed: int,
    **options: Any,
) -> Walk:
    """Move one latent, or one class that is given.

    Each coordinate of a latent of numbers is a row, and moves from −3 to 3 standard deviations. A
    latent of classes, and a class that is given, take each class in a row; the rows are draws of
    all else.

    Args:
        run: an opened run.
        word: the node, `z`; or some of its coordinates, `z=3` or `z=0,1,2` or `z=0..9`.
        words: what is given, by node.
        columns: how many values a coordinate takes; 11 where nobody says.
        seed: of all else.
        options: `steps` and `ode` of a way back along a diffusion.

    Raises:
        TrainingError: no such latent, or no such coordinate.
    """
    name, _, chosen = word.partition("=")
    way = sampling_way(run)
    latent = next((each for each in latents_of(run) if each.node == name), None)
    classes = _classes_of(run, way, name) if latent is None else latent.classes
    if latent is None and not classes:
        raise _no_latent(run, way, name)
    if classes:
        return _through_classes(run, way, name, latent, classes, chosen, words, seed, options)
    assert latent is not None
    return _through_numbers(run, way, latent, chosen, words, columns or COLUMNS, seed, options)


def _through_numbers(
    run: Run,
    way: Way,
    latent: Latent,
    chosen: str,
    words: Mapping[str, Sequence[str]],
    columns: int,
    seed: int,
    options: Mapping[str, Any],
) -> Walk:
    rows, notes = _coordinates(latent, chosen)
    start = find_start(run, way, words, 1, seed)
    ends = 2 if latent.discrete else columns
    scores = torch.from_numpy(np.linspace(-REACH, REACH, ends) if ends > 1 else np.zeros(1))
    like = like_of(run)
    moved = noise_at_score(latent, scores.to(like.device, like.dtype))
    count = len(rows) * len(scores)
    noise = {key: value.expand(count, *value.shape[1:]) for key, value in start.noise.items()}
    flat = noise[latent.key].reshape(count, -1).clone()
    for place, row in enumerate(rows):
        flat[place * len(scores) : (place + 1) * len(scores), row] = moved
    whole = flat.reshape(count, *latent.event)
    values = value_of(latent, whole).reshape(count, -1)[: len(scores), rows[0]].tolist()
    drawn = draw_walk(run, way, {**noise, latent.key: whole}, start.given, seed, options)
    name = greek(latent.node)
    return Walk(
        drawn,
        f"{name}, one coordinate a row",
        tuple(f"{name}[{row}]" for row in rows),
        tuple(f"{value:.3g}".replace("-", "−") for value in values),
        (*start.notes, *notes),
    )


def _coordinates(latent: Latent, chosen: str) -> tuple[list[int], tuple[str, ...]]:
    """The coordinates that move, and a note where some are left out."""
    name, last = greek(latent.node), latent.size - 1
    if not chosen:
        rows = list(range(min(latent.size, MOST_ROWS)))
        if latent.size <= MOST_ROWS:
            return rows, ()
        note = f"the first {MOST_ROWS} of {latent.size} coordinates of {name} are moved; choose"
        return rows, (f"{note} others: --traverse {name}={MOST_ROWS}..{last}",)
    found: list[int] = []
    for part in chosen.split(","):
        match = re.fullmatch(r"\s*(\d{1,9})\s*(?:\.\.\s*(\d{1,9})\s*)?", part)
        first, end = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if match is None or end < first or end > last:
            raise TrainingError(
                f"--traverse {name}={shown(chosen)}: the coordinates of `{name}` are 0 … {last}",
                f"give some of them, such as --traverse {name}={last}; or all: --traverse {name}",
            )
        found.extend(range(first, end + 1))
    return found, ()


def _through_classes(
    run: Run,
    way: Way,
    name: str,
    latent: Latent | None,
    classes: int,
    chosen: str,
    words: Mapping[str, Sequence[str]],
    seed: int,
    options: Mapping[str, Any],
) -> Walk:
    shown_name = greek(name)
    if chosen:
        raise TrainingError(
            f"--traverse {shown_name}={shown(chosen)}: `{shown_name}` is a class, and takes each "
            f"of its {classes} in a row",
            f"write --traverse {shown_name}",
        )
    if name in words:
        raise TrainingError(f"`{shown_name}` is given and moves, too", f"give no {shown_name}")
    start = find_start(run, way, words, DRAWS, seed, moved=name)
    rows = len(next(iter(start.noise.values()), torch.empty(DRAWS)))
    turned = torch.arange(classes).repeat(rows).to(run.device)
    noise = {key: value.repeat_interleave(classes, 0) for key, value in start.noise.items()}
    given = {key: value.repeat_interleave(classes, 0) for key, value in start.given.items()}
    if latent is None:
        given[name] = turned
    else:
        found = noise_of(latent, turned, like_of(run))
        assert found is not None
        noise[latent.key] = found
    drawn = draw_walk(run, way, noise, given, seed, options)
    columns = tuple(f"{shown_name} = {k}" if k == 0 else str(k) for k in range(classes))
    return Walk(drawn, f"each class of {shown_name}", ("",) * rows, columns, start.notes)


def _classes_of(run: Run, way: Way, name: str) -> int:
    """How many classes a node has that samples are given; 0 where it is none of these."""
    return (run.setup.schematic.nodes[name].space.classes or 0) if name in way.recipe.needs else 0


def _no_latent(run: Run, way: Way, name: str) -> TrainingError:
    known = [latent.node for latent in latents_of(run)]
    known += [node for node in way.recipe.needs if _classes_of(run, way, node)]
    told = ", ".join(f"`{greek(node)}`" for node in known) or "none"
    return TrainingError(
        f"--traverse {greek(shown(name))}: it is no latent that {run.setup.schematic.name} draws, "
        f"and no class that its samples are given; these are: {told}",
        did_you_mean(name, known),
    )
