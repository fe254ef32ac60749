"""A run, a way and what is given → what the model makes of it, as arrays beside what it had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from numpy.typing import ArrayLike
from torch import Tensor

from schematic.data.dataset import Array
from schematic.families import Kind
from schematic.graph.names import greek
from schematic.training.device import fixed_noise
from schematic.training.run.conditions import Conditions, default_conditions
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import in_data_units
from schematic.training.sampling.given_words import read_given
from schematic.training.sampling.latents import draw_noise, latents_of, noise_of, value_of
from schematic.training.sampling.ways import Way
from schematic.training.training_errors import TrainingError

MANY, EACH = 100, 10
"""How many samples are drawn where nobody says; and for each class, where some are given."""


@dataclass(frozen=True, eq=False)
class Drawn:
    """What a model has made.

    Attributes:
        node: which node it is.
        values: [n, *event], in the units of the data; of classes, int64 [n].
        given: node → the values that it was made from, in their units, [n, *event].
        latents: node → the values that were drawn for it, or given, [n, *event].
        said: what the user should know: where the given values come from.
    """

    node: str
    values: Array
    given: Mapping[str, Array] = field(default_factory=dict)
    latents: Mapping[str, Array] = field(default_factory=dict)
    said: str = ""


def conditions_of(
    run: Run, way: Way, words: Mapping[str, Sequence[str | ArrayLike]], n: int | None, seed: int
) -> tuple[Conditions, int]:
    """Return the values of whatever a way starts from, and how many samples to draw.

    Values that are fewer than the samples are taken in turn. What nobody gives is taken from
    held-out examples; but an example that is given brings no class with it, so that has to be given
    too.

    Raises:
        TrainingError: values do not fit each other, or the number of samples.
        DataError: a file cannot be used.
    """
    given = {name: read_given(run, name, each) for name, each in words.items()}
    lengths = {name: len(values) for name, values in given.items() if len(values) > 1}
    most = max(lengths.values(), default=1)
    if len(set(lengths.values())) > 1:
        told = " and ".join(f"{length} of `{greek(name)}`" for name, length in lengths.items())
        raise TrainingError(
            f"--given has {told}", "give as many of each, or a single one, which serves them all"
        )
    count = _how_many(run, way, lengths, given) if n is None else n
    if count < most:
        raise TrainingError(
            f"-n {count} is less than the {most} values that are given",
            f"draw at least {most}, or give fewer",
        )
    missing = [name for name in way.recipe.needs if name not in given]
    if missing and given and way.method != "sample":
        raise TrainingError(
            f"{way} need `{'`, `'.join(map(greek, missing))}` too",
            " ".join(f"--given {name}=…" for name in missing),
        )
    by_default = default_conditions(run, missing, count, seed)
    turned = {name: values[torch.arange(count) % len(values)] for name, values in given.items()}
    return Conditions({**turned, **by_default.values}, by_default.said), count


def _how_many(run: Run, way: Way, lengths: Mapping[str, int], given: Mapping[str, Tensor]) -> int:
    """How many samples somebody wants who gives these values and no number."""
    nodes, most = run.setup.schematic.nodes, max(lengths.values(), default=1)
    latents = {latent.node for latent in latents_of(run)}
    is_settled = way.method != "sample" or not way.is_random or latents <= given.keys() != set()
    if given and is_settled:
        return most
    are_classes = all(nodes[name].space.classes for name in lengths)
    return most * EACH if lengths and are_classes else most if lengths else MANY


def draw(
    run: Run,
    way: Way,
    n: int,
    seed: int,
    conditions: Conditions,
    noise: Mapping[str, Tensor] | None = None,
    **options: Any,
) -> Drawn:
    """Compute what is asked for.

    Args:
        run: an opened run.
        way: how.
        n: how many examples.
        seed: of the noise.
        conditions: values [n, *event] of what the way starts from, and perhaps of latents.
        noise: base noise that takes the place of what would be drawn.
        options: `steps` and `ode` of a way back along a diffusion.

    Raises:
        SchematicError: values do not fit, or the options are none of this model.
        TrainingError: a latent cannot be given by its value.
    """
    placed = {name: values.to(run.device) for name, values in conditions.values.items()}
    needed = {name: values for name, values in placed.items() if name in way.recipe.needs}
    latents: dict[str, Tensor] = {}
    with fixed_noise(seed, run.device):
        if way.method == "sample":
            base, latents = latent_noise(run, n, placed, noise or {})
            made = run.model.sample(n, noise={**(noise or {}), **base}, **needed, **options)
        elif way.method == "reconstruct":
            made = run.model.reconstruct(**needed)
        else:
            made = run.model.infer(way.target, **needed)
    if run.setup.schematic.nodes[way.target].space.kind is Kind.CAT:
        made = made.argmax(-1)
    given = {name: in_data_units(run, name, values) for name, values in needed.items()}
    drawn = {name: in_data_units(run, name, values) for name, values in latents.items()}
    return Drawn(way.target, in_data_units(run, way.target, made), given, drawn, conditions.said)


def latent_noise(
    run: Run, n: int, given: Mapping[str, Tensor], noise: Mapping[str, Tensor]
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Return base noise by key, and values by node, of all latents: drawn, or as they are given.

    What is given by its noise goes before what is given by its value. The others are drawn as if
    nothing were given, so that they stay what they were.

    Raises:
        TrainingError: a latent is given, and its family tells no base noise of a value.
    """
    like = like_of(run)
    base: dict[str, Tensor] = {}
    values: dict[str, Tensor] = {}
    for latent in latents_of(run):
        found: Tensor | None = draw_noise(latent, n, like)
        if latent.key in noise:
            found = noise[latent.key]
        elif latent.node in given:
            found = noise_of(latent, given[latent.node], like)
        if found is None:
            raise TrainingError(
                f"`{greek(latent.node)}` cannot be given: nothing tells which noise the family "
                f"{latent.family.name} makes a value from",
                "leave it out",
            )
        base[latent.key] = found
        values[latent.node] = value_of(latent, found)
    return base, values


def like_of(run: Run) -> Tensor:
    """Return a tensor of the type and on the device of the model."""
    found = next(run.model.parameters(), None)
    return torch.empty(0, device=run.device) if found is None else found.detach()
