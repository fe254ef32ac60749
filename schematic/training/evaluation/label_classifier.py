"""Labelled examples → a classifier of them, whose hidden layer is what samples are compared in.

The classifier is a spec like any other. It is trained by a fixed recipe and from a fixed seed,
whatever the run, so that runs on the same data are compared in the same features.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from schematic.data import Array
from schematic.model import compile as compile_model
from schematic.pipeline import parse
from schematic.training.device import fixed_noise
from schematic.training.evaluation.feature_map import CHUNK
from schematic.training.evaluation.row_chunks import chunks_of

FEATURES = 64
SPEC = """
model Classifier

visible x : real{shape}   ~ data
latent  h : real[{features}]
visible t : cat[{classes}] ~ data

x ..|> h = H[ω]
h ->   t ~ C[ω]

net H = {net}
net C = mlp({features})
"""
IMAGES, OTHERS = "conv(16, 32)", "mlp(128)"
SMALLEST = 4  # rows and columns of an image that is read by convolutions
BATCH, EPOCHS, FEWEST, MOST, RATE, SEED = 128, 40, 300, 3_000, 2e-3, 0
RECIPE = f"{SPEC} {IMAGES} {OTHERS} {SMALLEST} {BATCH} {EPOCHS} {FEWEST} {MOST} {RATE} {SEED}"


@dataclass(frozen=True, eq=False)
class LabelClassifier:
    """A trained classifier.

    Attributes:
        model: the compiled spec.
        sizes: what is added to examples and to features, and what they are multiplied with, so
            that both are standardised: `centre`, `spread`, `feature_centre`, `feature_spread`.
    """

    model: Any
    sizes: Mapping[str, Tensor]

    def features(self, values: Tensor) -> Tensor:
        """Return the features of examples [B, *event], [B, 64], standardised."""
        hidden: Tensor = self.model.infer("h", x=self._inputs(values))
        centre, spread = self.sizes["feature_centre"], self.sizes["feature_spread"]
        return (hidden - centre.to(hidden)) / spread.to(hidden)

    def probabilities(self, values: Tensor) -> Tensor:
        """Return the probabilities of the classes of examples [B, *event], [B, K]."""
        found: Tensor = self.model.infer("t", x=self._inputs(values))
        return found

    def _inputs(self, values: Tensor) -> Tensor:
        return (values - self.sizes["centre"].to(values)) / self.sizes["spread"].to(values)


def classes_of(labels: Array) -> Array:
    """Return the classes that occur, in order; −1 stands for a missing label, and is none."""
    return np.unique(labels[labels >= 0])


def digest_of(values: Array, labels: Array) -> str:
    """Return a digest of labelled examples and of the recipe: equal ones, equal classifiers."""
    digest = hashlib.sha256(RECIPE.encode())
    for array in (values, labels):
        digest.update(f"{array.dtype.str} {array.shape};".encode())
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def untrained(shape: tuple[int, ...], classes: int, device: torch.device) -> Any:
    """Return the compiled spec for examples of a shape, with its initial parameters."""
    net = IMAGES if len(shape) == 3 and min(shape[1:]) >= SMALLEST else OTHERS
    text = SPEC.format(shape=list(shape), features=FEATURES, classes=classes, net=net)
    return compile_model(parse(text), seed=SEED).to(device)


def train_classifier(values: Array, labels: Array, device: torch.device) -> LabelClassifier:
    """Train a classifier of examples.

    Args:
        values: float32 [N, *event].
        labels: int64 [N]; examples with a label below 0 are left out.
        device: where to train it.
    """
    known, classes = labels >= 0, classes_of(labels)
    x = torch.as_tensor(values[known], dtype=torch.float32, device=device)
    t = torch.as_tensor(np.searchsorted(classes, labels[known]), device=device)
    model = untrained(tuple(x.shape[1:]), len(classes), device)
    centre, spread = _standardising(x)
    x = (x - centre) / spread
    optimizers, order = model.optimizers(lr=RATE), torch.Generator().manual_seed(SEED)
    with fixed_noise(SEED, device):
        for rows in _batches(len(x), order):
            model.step({"x": x[rows], "t": t[rows]}, optimizers)
    hidden = torch.cat([model.infer("h", x=part) for part in chunks_of(x, CHUNK)])
    found = (centre, spread, hidden.mean(0), _above_zero(hidden.std(0, correction=0)))
    names = ("centre", "spread", "feature_centre", "feature_spread")
    return LabelClassifier(model, {n: v.cpu() for n, v in zip(names, found, strict=True)})


def _batches(examples: int, order: torch.Generator) -> list[Tensor]:
    """The rows of each step: whole epochs in random order, cut where there are enough steps."""
    a_pass = max(1, examples // BATCH)
    steps = min(MOST, max(FEWEST, EPOCHS * a_pass))
    epochs = (torch.randperm(examples, generator=order) for _ in range(-(-steps // a_pass)))
    batches = [rows[i * BATCH : (i + 1) * BATCH] for rows in epochs for i in range(a_pass)]
    return batches[:steps]


def _standardising(x: Tensor) -> tuple[Tensor, Tensor]:
    """What examples are less, and what they are divided by.

    The elements of a vector have units of their own; those of an image have one, and some of them
    hardly vary.
    """
    if x.ndim > 2:
        return x.mean(), _above_zero(x.std(correction=0))
    return x.mean(0), _above_zero(x.std(0, correction=0))


def _above_zero(spread: Tensor) -> Tensor:
    return torch.where(spread > 0, spread, torch.ones_like(spread))
