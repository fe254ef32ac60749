"""A run with a class as condition → the share of its samples that a classifier recognises.

    sgm train class-diffusion --data digits --steps 6000 --seed 0
    python -m benchmarks.recognised runs/classdiffusion-digits

The classifier is scikit-learn's support vector machine, trained on the digits that the run was
trained on. It is shown a hundred samples of each class, and told nothing of how they were made.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import torch
from sklearn.svm import SVC

from schematic.data import load
from schematic.training.run.run_folder import open_run

EACH, CLASSES = 100, 10


def main() -> int:
    """Print what the classifier reaches on held-out digits, and on samples."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("run", type=Path, help="a run folder, of a model with nodes x and c")
    model = open_run(parser.parse_args().run).state.model
    data = load("digits")
    train, test = data.train[""], data.test[""]
    judge = SVC(C=10).fit(_flat(train["features"]), train["labels"])
    held_out = judge.score(_flat(test["features"]), test["labels"])
    c = torch.arange(CLASSES).repeat_interleave(EACH)
    torch.manual_seed(0)
    samples = _flat(model.sample(len(c), c=c).clamp(0, 1).numpy())
    print(f"held-out digits recognised  {held_out:.4g}")
    print(f"samples recognised          {judge.score(samples, c.numpy()):.4g}")
    return 0


def _flat(images: np.ndarray) -> np.ndarray:
    return images.reshape(len(images), -1)


if __name__ == "__main__":
    sys.exit(main())
