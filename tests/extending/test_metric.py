"""A new metric is one file: here how far the mean of the samples is from that of the data."""

from __future__ import annotations

import json

import numpy as np
import pytest

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


@pytest.mark.slow
def test_a_metric_is_one_file(workshop: Workshop) -> None:
    workshop.add(PATH, METRIC)
    workshop.sgm("train", "gan", "--data", "ring", "--steps", "3", "--out", "run", "--quiet")
    told = workshop.sgm(
        *("evaluate", "run", "--samples", "50", "--draws", "1", "--seed", "4", "--format", "json")
    )
    results = {result["name"]: result["value"] for result in json.loads(told)}
    names = list(results)
    assert names.index("samples on a mode") < names.index("gap of means")
    assert names.index("gap of means") < names.index("samples compared")
    run = open_run(workshop.folder / "run")
    held_out = run.setup.dataset.test[""]["features"]
    gap = np.linalg.norm(draw_samples(run, 50, 4).mean(0) - held_out.mean(0))
    assert results["gap of means"] == pytest.approx(float(gap), rel=1e-4)
    assert workshop.touched() == [PATH]
