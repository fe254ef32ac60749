"""A run → samples of its model, as arrays in the units of the data."""

from __future__ import annotations

import torch

from schematic.data import unscale
from schematic.data.dataset import Array
from schematic.data.preparation.prepared_feed import unprepared
from schematic.families import Kind
from schematic.training.device import fixed_noise
from schematic.training.options.prepared import learnt_of
from schematic.training.run.run_folder import Run

SEED = 104_729  # of the noise in pictures, so that two pictures of a model are alike


def sampled_node(run: Run) -> str | None:
    """Return the data node that the model samples from its priors alone; None without one."""
    recipes = run.model.program.samples[:1]
    drawn = [r.target for r in recipes if not r.needs]
    nodes = run.setup.schematic.nodes
    return next((name for name in drawn if nodes[name].space.kind is not Kind.CAT), None)


def draw_samples(run: Run, n: int, seed: int = SEED, **way: int | bool) -> Array:
    """Draw samples [n, *event] in the units of the data.

    Args:
        run: a run whose model samples a data node.
        n: how many.
        seed: of the noise.
        way: `steps` and `ode`, where the model goes back along a diffusion.

    Raises:
        SchematicError: it does not, and is told how.
    """
    node = sampled_node(run)
    assert node is not None
    with fixed_noise(seed, run.device):
        return in_data_units(run, node, run.model.sample(n, **way))


def in_data_units(run: Run, node: str, values: torch.Tensor) -> Array:
    """Return values [N, *event] of a node as an array, in the units of the data."""
    array: Array = values.detach().cpu().numpy()
    array = unprepared(array, node, learnt_of(run.setup.config))
    scale = run.setup.config.scales.get(node)
    return array if scale is None else unscale(array, scale)
