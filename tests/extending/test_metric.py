"""A new metric is one file: here how far the mean of the samples is from that of the data.

So is a new distance of samples from data, the energy distance, and a new kind of features, cubes.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from schematic.training import open_run
from schematic.training.run.samples import draw_samples
from tests.extending.workshop import Workshop

PATH = "schematic/training/evaluation/measures/mean_gap.py"
METRIC = '''
"""A run → the distance between the mean of its samples and the mean of held-out data."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from schematic.training.evaluation.held_out import held_out_values
from schematic.training.evaluation.run_measure import Measure
from schematic.training.evaluation.results import Effort, Result
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import draw_samples, in_data_units, sampled_node


def measure_mean_gap(run: Run, effort: Effort) -> Iterator[Result]:
    """The Euclidean distance of the two means, in the units of the data."""
    node = sampled_node(run)
    if node is not None:
        samples = draw_samples(run, effort.samples, effort.seed)
        data = in_data_units(run, node, held_out_values(run, node))
        gap = float(np.linalg.norm(samples.mean(0) - data.mean(0)))
        yield Result("gap of means", gap, "of samples and held-out data; 0 is perfect")


MEASURE = Measure(35, measure_mean_gap)
'''


DISTANCE_PATH = "schematic/training/evaluation/distances/energy.py"
DISTANCE = '''
"""The energy distance: 2 E|u − v| − E|u − u′| − E|v − v′|, over all pairs."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from schematic.training.evaluation.comparison import Compared, Side, of_both
from schematic.training.evaluation.distance import Distance
from schematic.training.evaluation.results import Better, Result


def measure_energy(compared: Compared) -> Iterator[Result]:
    """Yield the distance of each group from a block of training examples."""

    def between(a: Tensor, b: Tensor) -> float:
        return float(torch.cdist(a, b).mean())

    def values(side: Side) -> list[float]:
        pairs = compared.pairs(side)
        return [2 * between(a, b) - between(a, a) - between(b, b) for a, b in pairs]

    yield from of_both(compared, "energy distance", values, "0 is perfect", Better.LOWER)


DISTANCE = Distance(25, measure_energy)
'''
FEATURES_PATH = "schematic/training/evaluation/feature_kinds/cubes.py"
FEATURES = '''
"""`cubes`: the third power of each value."""

from __future__ import annotations

from torch import Tensor

from schematic.training.evaluation.feature_kind import FeatureKind
from schematic.training.evaluation.feature_map import FeatureMap
from schematic.training.evaluation.sampled_data import SampledData
from schematic.training.run.run_folder import Run


def make_cubes(run: Run, data: SampledData) -> FeatureMap:
    """Return the map; it learns nothing."""
    return FeatureMap("cubes", "cubic units", "cubes", lambda values: values.flatten(1) ** 3)


FEATURES = FeatureKind(90, lambda data: None, lambda data: False, make_cubes)
'''


@pytest.mark.slow
def test_a_metric_is_one_file_and_so_are_a_distance_and_features(workshop: Workshop) -> None:
    workshop.add(PATH, METRIC)
    workshop.add(DISTANCE_PATH, DISTANCE)
    workshop.add(FEATURES_PATH, FEATURES)
    workshop.sgm("train", "gan", "--data", "ring", "--steps", "3", "--out", "run", "--quiet")
    words = ("--samples", "50", "--draws", "1", "--seed", "4", "--features", "cubes")
    told = workshop.sgm("evaluate", "run", *words, "--format", "json")
    results = {result["name"]: result["value"] for result in json.loads(told)}
    names = list(results)
    assert names.index("samples on a mode") < names.index("gap of means")
    assert names.index("gap of means") < names.index("Fréchet distance, cubes")
    run = open_run(workshop.folder / "run")
    samples = draw_samples(run, 50, 4)
    held_out, train = (t[""]["features"] for t in (run.setup.dataset.test, run.setup.dataset.train))
    gap = np.linalg.norm(samples.mean(0) - held_out.mean(0))
    assert results["gap of means"] == pytest.approx(float(gap), rel=1e-4)
    a, b = (torch.as_tensor(values).double() ** 3 for values in (samples, train))
    expected = 2 * between(a, b) - between(a, a) - between(b, b)
    assert results["energy distance, cubes"] == pytest.approx(expected, rel=0.1)
    assert workshop.touched() == [DISTANCE_PATH, FEATURES_PATH, PATH]
    assert workshop.edited() == []


def between(a: torch.Tensor, b: torch.Tensor) -> float:
    return float(torch.cdist(a, b).mean())
