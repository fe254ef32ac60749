"""A run and what is given → where its walks start, and their examples.

All but what moves stays: the other latents, the values that are given, and whatever is drawn
between a latent and the data. A walk is rows of columns; its examples come row by row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from schematic.families import Kind
from schematic.graph.names import greek
from schematic.model.way_back import way_back
from schematic.training.device import fixed_noise
from schematic.training.run.conditions import Conditions, default_conditions
from schematic.training.run.run_folder import Run
from schematic.training.sampling.drawn import Drawn, draw, latent_noise, like_of
from schematic.training.sampling.given_words import read_given
from schematic.training.sampling.latents import fixed_inner_noise, latents_of
from schematic.training.sampling.ways import Way, find_way
from schematic.training.training_errors import TrainingError

COLUMNS = 11
"""Values in a row, where nobody says: an odd number, so that the middle is one of them."""


@dataclass(frozen=True, eq=False)
class Walk:
    """A walk that has been made.

    Attributes:
        drawn: its examples, row by row.
        title: what moves.
        rows, columns: what stands beside each row and above each column; "" where nothing does.
        notes: what the user should know.
    """

    drawn: Drawn
    title: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Start:
    """Where a walk starts: base noise of all latents by key, and given values, [rows, *event]."""

    noise: Mapping[str, Tensor]
    given: Mapping[str, Tensor]
    notes: tuple[str, ...]


def sampling_way(run: Run) -> Way:
    """How samples are made, along which a walk goes."""
    return find_way(run, ())


def find_start(
    run: Run,
    way: Way,
    words: Mapping[str, Sequence[str]],
    rows: int,
    seed: int,
    *,
    moved: str = "",
    in_pairs: bool = False,
) -> Start:
    """Base noise and given values where rows start: drawn, given, or inferred from an example."""
    accepts = {*way.accepts, way.target, *_inferring(run, way)}
    for name in words:
        if name not in accepts:
            find_way(run, [name])  # says what can be given, where the name is none
            raise TrainingError(f"`{greek(name)}` cannot be given here", "leave it out")
    values = {name: read_given(run, name, each) for name, each in words.items()}
    count = max([len(each) for each in values.values() if len(each) > 1], default=0)
    is_start = way.target in values or any(each.node in values for each in latents_of(run))
    if in_pairs and is_start and (count % 2 or not count):
        raise TrainingError(
            f"--interpolate goes from one example to the next, and {max(count, 1)} are given",
            "give two: --given x=FILE --given x=FILE".replace(
                "x=", f"{_firstfind_start(way, values)}="
            ),
        )
    count = count or (1 if is_start else rows)
    for name, each in values.items():
        if len(each) not in (1, count):
            raise TrainingError(
                f"--given has {len(each)} of `{greek(name)}` for {count} starts",
                f"give {count}, or 1",
            )
    given = {n: each.to(run.device)[torch.arange(count) % len(each)] for n, each in values.items()}
    missing = [name for name in way.recipe.needs if name not in given and name != moved]
    by_default = default_conditions(run, missing, count, seed)
    given |= {name: each.to(run.device) for name, each in by_default.values.items()}
    inferred, note = _inferred(run, way, given, way.target in words)
    with fixed_noise(seed, run.device):
        noise, _ = latent_noise(run, count, {**given, **inferred}, {})
    needed = {name: each for name, each in given.items() if name in way.recipe.needs}
    return Start(noise, needed, tuple(filter(None, (by_default.said, note))))


def _firstfind_start(way: Way, values: Mapping[str, Tensor]) -> str:
    return way.target if way.target in values else next(iter(values))


def _inferring(run: Run, way: Way) -> set[str]:
    """The nodes that latents are inferred from, where the target is one of them."""
    recipes = [r for r in run.model.program.infers if way.target in r.needs]
    names = {latent.node for latent in latents_of(run)}
    return {name for recipe in recipes if recipe.target in names for name in recipe.needs}


def _inferred(
    run: Run, way: Way, given: Mapping[str, Tensor], is_asked: bool
) -> tuple[dict[str, Tensor], str]:
    """The values of latents that the model infers from an example, and of which it does not.

    Raises:
        TrainingError: no latent can be inferred from what is given.
    """
    if not is_asked:
        return {}, ""
    recipes = {recipe.target: recipe for recipe in run.model.program.infers}
    found: dict[str, Tensor] = {}
    left: list[str] = []
    for latent in latents_of(run):
        recipe = recipes.get(latent.node)
        if recipe is None or not set(recipe.needs) <= given.keys():
            left.append(greek(latent.node))
            continue
        values = {name: given[name] for name in recipe.needs}
        found[latent.node] = _settled(run, latent.node, run.model.infer(latent.node, **values))
    if not found:
        names = ", ".join(f"`{each}`" for each in left) or "no latent"
        raise TrainingError(
            f"{run.setup.schematic.name} does not infer {names} from `{greek(way.target)}`",
            "leave it out: draws from the prior are taken then",
        )
    return found, f"{', '.join(left)} cannot be inferred, and stays as it is drawn" if left else ""


def _settled(run: Run, node: str, mean: Tensor) -> Tensor:
    """The value of a latent whose mean is inferred: the likeliest, where it is discrete."""
    kind = run.setup.schematic.nodes[node].space.kind
    if kind is Kind.CAT:
        return mean.argmax(-1)
    return mean.round() if kind is Kind.BINARY else mean


def draw_walk(
    run: Run,
    way: Way,
    noise: Mapping[str, Tensor],
    given: Mapping[str, Tensor],
    seed: int,
    options: Mapping[str, Any],
) -> Drawn:
    """The examples of a walk; what is drawn after the latents is the same for all."""
    count = max(map(len, (*noise.values(), *given.values())))
    fitting = {name: value.expand(count, *value.shape[1:]).cpu() for name, value in given.items()}
    back, _ = way_back(run.setup.schematic.name, way.recipe, options)
    with fixed_noise(seed + 1, run.device):
        inner = fixed_inner_noise(run, way.recipe, count, back, like_of(run))
    return draw(
        run, way, count, seed, Conditions(fitting), noise={**noise, **inner}, **dict(options)
    )
