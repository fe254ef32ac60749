"""Train on images from the command line and by an idiomatic script; compare the samples of both.

    python -m benchmarks.images --data FOLDER          # idx files, such as those of MNIST
    python -m benchmarks.images --data FOLDER --seeds 1 --only conv-vae

Each row is one seed of one model: the Fréchet distance of samples from the training data, and their
precision and recall, all in features of one classifier of the labels. What held-out images reach
stands below. Runs and sheets of samples stay in the folder of `--out`, and what is there is not
trained again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from schematic.data import Array
from schematic.training.evaluation.comparing import compare
from schematic.training.evaluation.comparison import Compared, Side
from schematic.training.evaluation.distances.frechet_distance import measure_frechet
from schematic.training.evaluation.distances.neighbours import measure_neighbours
from schematic.training.evaluation.feature_map import in_chunks
from schematic.training.evaluation.results import Effort
from schematic.training.evaluation.row_chunks import whole_chunks
from schematic.training.pictures.figures import image_grid, to_png
from schematic.training.run.run_folder import open_run

SCRIPT = Path(__file__).with_name("script.py")
SHOWN = 64  # samples on a sheet
BATCH = 64
MEASURED = ("Fréchet distance", "precision", "recall")


@dataclass(frozen=True)
class Recipe:
    """How a model is trained, here and there.

    Attributes:
        steps: batches.
        lr: the learning rate.
    """

    steps: int
    lr: float


RECIPES = {"conv-gan": Recipe(2_000, 2e-4), "conv-vae": Recipe(2_000, 1e-3)}


def main() -> int:
    """Train what is lacking, and print a line for each seed and way."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--data", type=Path, required=True, help="a folder of idx files")
    parser.add_argument("--only", choices=RECIPES, help="one of the models")
    parser.add_argument("--seeds", type=int, default=3, help="how many; default: 3")
    parser.add_argument("--steps", type=int, help="instead of those of the recipe")
    parser.add_argument("--threads", type=int, default=1, help="of each training; default: 1")
    parser.add_argument("--out", type=Path, default=Path("runs/images"), help="where runs go")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    folder = options.out / options.data.name
    folder.mkdir(parents=True, exist_ok=True)
    print("| model | seed | trained by | Fréchet distance | precision | recall |")
    print("| --- | --- | --- | --- | --- | --- |", flush=True)
    for name, recipe in RECIPES.items():
        if options.only in (None, name):
            planned = recipe if options.steps is None else replace(recipe, steps=options.steps)
            for seed in range(options.seeds):
                for line in _lines(folder, options.data, name, planned, seed):
                    print(line, flush=True)
    return 0


def _lines(folder: Path, data: Path, name: str, recipe: Recipe, seed: int) -> Iterator[str]:
    """The rows of a seed: the run, the script and, with the first, what held-out images reach."""
    run, sheet, samples = (folder / f"{name}-{seed}{end}" for end in ("", "-script.png", ".npy"))
    words: list[object] = ["--data", data, "--steps", recipe.steps, "--lr", recipe.lr]
    words += ["--batch", BATCH, "--seed", seed]
    if not (run / "samples.png").is_file():
        _call([sys.executable, "-m", "schematic", "train", name, *words, "--out", run, "--force"])
    if not samples.is_file():
        _call([sys.executable, SCRIPT, name, *words, "--out", samples])
    ours = compare(open_run(run), Effort())
    assert ours is not None
    images = np.load(samples)
    sheet.write_bytes(to_png(image_grid(images[:SHOWN], f"{name}, script")))
    theirs = replace(ours, samples=_side(ours, images))
    for way, compared in (("`sgm train`", ours), ("script", theirs)):
        yield f"| {name} | {seed} | {way} | {_cells(compared, 0)} |"
    if seed == 0:
        yield f"| {name} | | held-out images | {_cells(ours, 1)} |"


def _call(words: list[object]) -> None:
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, words))} failed:\n{done.stderr}")


def _side(compared: Compared, images: Array) -> Side:
    """Samples of a script, in the features of a run."""
    seen = in_chunks(compared.features.compute, images, torch.device("cpu"))
    return Side(whole_chunks(seen, compared.size))


def _cells(compared: Compared, at: int) -> str:
    """The measures of samples (0) or of held-out images (1)."""
    found = [*measure_frechet(compared), *measure_neighbours(compared)]
    wanted = [r for r in found if r.name.split(",")[0] in MEASURED]
    places = [found.index(result) + at for result in wanted]
    return " | ".join(f"{found[place].value:.3g}" for place in places)


if __name__ == "__main__":
    sys.exit(main())
