"""A new distance is one file, and so is a kind of features: the energy distance, and cubes."""

from __future__ import annotations

import json

import pytest
import torch

from schematic.training import open_run
from schematic.training.run.samples import draw_samples
from tests.extending.workshop import Workshop

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
def test_a_distance_is_one_file_and_so_are_features(workshop: Workshop) -> None:
    workshop.add(DISTANCE_PATH, DISTANCE)
    workshop.add(FEATURES_PATH, FEATURES)
    workshop.sgm("train", "gan", "--data", "ring", "--steps", "3", "--out", "run", "--quiet")
    words = ("evaluate", "run", "--samples", "40", "--only", "samples-beside-data")
    told = workshop.sgm(*words, "--features", "cubes", "--format", "json")
    results = {result["name"]: result["value"] for result in json.loads(told)}
    assert "Fréchet distance, cubes" in results
    run = open_run(workshop.folder / "run")
    samples = torch.as_tensor(draw_samples(run, 40, 0)).double() ** 3
    train = torch.as_tensor(run.setup.dataset.train[""]["features"]).double() ** 3

    def between(a: torch.Tensor, b: torch.Tensor) -> float:
        return float(torch.cdist(a, b).mean())

    expected = 2 * between(samples, train) - between(samples, samples) - between(train, train)
    assert results["energy distance, cubes"] == pytest.approx(expected, rel=0.1)
    assert workshop.touched() == [DISTANCE_PATH, FEATURES_PATH]
    assert workshop.edited() == []
