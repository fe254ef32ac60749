"""A run that predicts classes → its accuracy on held-out data, for each domain."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch

from schematic.graph.names import greek
from schematic.training.device import fixed_noise
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.options.batch_places import places
from schematic.training.run.class_predictions import (
    points_and_labels,
    predict,
    predicted_nodes,
    predictor_inputs,
)
from schematic.training.run.run_folder import Run


def measure_accuracy(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield the share of examples that are classified right, for each domain with known classes."""
    for node in predicted_nodes(run.setup.schematic):
        inputs = predictor_inputs(run, node)
        if len(inputs) != 1:
            continue
        for place in places(run.setup.schematic):
            if place.node != inputs[0]:
                continue
            examples, labels = points_and_labels(run, inputs[0], node, place.domain)
            if labels is None:
                continue
            known = labels >= 0
            if not known.any():
                continue
            given = {inputs[0]: torch.as_tensor(examples[known]).to(run.device)}
            with fixed_noise(effort.seed, run.device):
                share = float(np.mean(predict(run, node, **given) == labels[known]))
            where = f"{place.domain} " if place.domain else ""
            name = f"{where}accuracy of {greek(node)}"
            yield Result(name, share, "held out, share of examples", Better.HIGHER)


MEASURE = Measure(60, measure_accuracy)
