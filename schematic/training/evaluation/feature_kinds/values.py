"""`values`: the elements of an example, each in standard deviations of the training data."""

from __future__ import annotations

import hashlib
import math

import torch
from torch import Tensor

from schematic.training.evaluation.feature_kind import FeatureKind
from schematic.training.evaluation.feature_map import FeatureMap
from schematic.training.evaluation.sampled_data import SampledData
from schematic.training.run.run_folder import Run

FEW = 16
"""With more elements than these, distances between values say little about likeness."""


def make_values(run: Run, data: SampledData) -> FeatureMap:
    """Return the map that standardises each element; a constant one is only centred."""
    train = torch.as_tensor(data.train.values).flatten(1).double()
    centre, spread = train.mean(0), train.std(0, correction=0)
    spread = torch.where(spread > 0, spread, torch.ones_like(spread))
    content = b"".join(part.numpy().tobytes() for part in (centre, spread))
    digest = hashlib.sha256(content).hexdigest()[:8]

    def compute(values: Tensor) -> Tensor:
        return (values.flatten(1) - centre.to(values)) / spread.to(values)

    about = f"{len(centre)} values, standardised ({digest})"
    return FeatureMap("values", "standard deviations of the training data", about, compute)


def _lacks(data: SampledData) -> str | None:
    return None


def _suits(data: SampledData) -> bool:
    return math.prod(data.shape) <= FEW


FEATURES = FeatureKind(10, _lacks, _suits, make_values)
