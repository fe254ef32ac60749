"""A run → samples of its model, as arrays in the units of the data."""

from __future__ import annotations

from collections.abc import Mapping

import torch

from schematic.data import unscale
from schematic.data.dataset import Array
from schematic.data.preparation.prepared_feed import unprepared
from schematic.emit.kernels.nets import evaluating
from schematic.families import Kind
from schematic.training.device import fixed_noise
from schematic.training.options.prepared import learnt_of
from schematic.training.run.conditions import default_conditions
from schematic.training.run.run_folder import Run

SEED = 104_729  # of the noise in pictures, so that two pictures of a model are alike


def sampled_node(run: Run) -> str | None:
    """Return the data node that the model samples, perhaps given others; None without one."""
    nodes = run.setup.schematic.nodes
    target = next((recipe.target for recipe in run.model.program.samples[:1]), None)
    return None if target is None or nodes[target].space.kind is Kind.CAT else target


def draw_samples(
    run: Run,
    n: int,
    seed: int = SEED,
    given: Mapping[str, torch.Tensor] | None = None,
    **way: int | bool,
) -> Array:
    """Draw samples [n, *event] in the units of the data.

    Args:
        run: a run whose model samples a data node.
        n: how many.
        seed: of the noise.
        given: the values [n, *event] of the nodes that it samples given; those of held-out
            examples, or all classes in turn, where nothing is said.
        way: `steps` and `ode`, where the model goes back along a diffusion.

    Raises:
        SchematicError: it does not, and is told how.
        TrainingError: it needs values that are neither given nor at hand.
    """
    node = sampled_node(run)
    assert node is not None
    recipe = run.model.program.samples[0]
    chosen = dict(given or default_conditions(run, recipe.needs, n, seed).values)
    placed = {name: value.to(run.device) for name, value in chosen.items()}
    with fixed_noise(seed, run.device), evaluating(run.model):
        return in_data_units(run, node, run.model.sample(n, **placed, **way))


def in_data_units(run: Run, node: str, values: torch.Tensor) -> Array:
    """Return values [N, *event] of a node as an array, in the units of the data."""
    array: Array = values.detach().cpu().numpy()
    array = unprepared(array, node, learnt_of(run.setup.config))
    scale = run.setup.config.scales.get(node)
    return array if scale is None else unscale(array, scale)
