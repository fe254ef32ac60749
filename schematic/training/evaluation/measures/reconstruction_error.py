"""A run → how well it reconstructs held-out data, beside PCA with a code of the same size."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from schematic.data.dataset import Array
from schematic.graph import Schematic
from schematic.spaces import width
from schematic.training.device import fixed_noise
from schematic.training.evaluation.held_out import held_out_values
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.held_out_examples import column_of
from schematic.training.run.run_folder import Run


def measure_reconstruction(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield the mean squared error of an element, and that of PCA."""
    recipes = run.model.program.reconstructs[:1]
    if not recipes or len(recipes[0].needs) != 1:
        return
    node = recipes[0].target
    test = held_out_values(run, node)
    with fixed_noise(effort.seed, run.device):
        made = run.model.reconstruct(test)
    error = float(((made - test) ** 2).mean())
    yield Result("reconstruction error", error, "held out, mean square an element", Better.LOWER)
    size, train = code_size(run.setup.schematic, node), column_of(run.setup.train, node)
    elements = int(np.prod(train.shape[1:]))
    if size < elements:
        baseline = pca_error(train, test.cpu().numpy(), size)
        yield Result("  of PCA", baseline, f"the same, with {size} components")


def code_size(schematic: Schematic, node: str) -> int:
    """Return how many numbers a node is computed from."""
    factors = [f for f in schematic.factors if f.child == node and not f.red]
    factor = min(factors, key=lambda factor: factor.dashed)
    return sum(width(schematic.nodes[parent].space) for parent in factor.parents)


def pca_error(train: Array, test: Array, components: int) -> float:
    """Return the mean squared error of an element when test data are projected by PCA.

    Args:
        train: the examples that give the principal components, [N, *event].
        test: the examples that are projected, [M, *event].
        components: how many components are kept.
    """
    flat, held = (a.reshape(len(a), -1).astype(np.float64) for a in (train, test))
    mean = flat.mean(0)
    axes = np.linalg.svd(flat - mean, full_matrices=False)[2][:components]
    centred = held - mean
    return float(((centred - centred @ axes.T @ axes) ** 2).mean())


MEASURE = Measure(20, measure_reconstruction)
