"""Training on data that stay on the disk: how fast, and in how much memory, beside data that fit.

    python -m benchmarks.streaming --gigabytes 6 --folder /tmp/streaming

makes a .npy file of random colour images of 64×64 in the folder, of the size that is asked for,
and a small one; and a folder of PNG files with `--images N`. A process of its own trains the VAE of
the zoo on each of them in turn, and says how long a step takes and how much memory it had at most.
What was made is left there, for the next time.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import torch

from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request
from schematic.training.loop.batches import Batches, to_columns
from schematic.training.options.batch_places import places
from schematic.training.options.setup import set_up
from schematic.training.run.run_folder import begin_state

SIDE, BATCH, SMALL = 64, 128, 4_000
WARM, STEPS, ROUNDS = 5, 20, 7


def main() -> None:
    """Make what is lacking, and measure each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gigabytes", type=float, default=6)
    parser.add_argument("--images", type=int, default=0, metavar="N", help="PNG files, too")
    parser.add_argument("--folder", type=Path, default=Path("streaming"))
    parser.add_argument("--one", nargs=2, metavar=("DATA", "WAY"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(_measure(*options.one))
        return
    options.folder.mkdir(exist_ok=True)
    large = int(options.gigabytes * 1e9) // (SIDE * SIDE * 3)
    cases = [(_npy(options.folder, n), way) for n, way in ((SMALL, "memory"), (large, "stream"))]
    if options.images:
        cases += [(_pngs(options.folder, options.images), way) for way in ("memory", "stream")]
    print("| data | examples stay in | to set up | a step | most memory |")
    print("| --- | --- | --- | --- | --- |")
    for data, way in cases:
        command = [sys.executable, "-m", "benchmarks.streaming", "--one", str(data), way]
        print(subprocess.check_output(command, text=True).strip(), flush=True)


def _measure(data: str, way: str) -> str:
    """Train for a while; return a row of the table."""
    begin = time.perf_counter()
    request = Request(data=data, batch=BATCH, steps=100, stream=way == "stream")
    setup = set_up(read(zoo()["vae"]), request)
    state, _ = begin_state(setup, torch.device("cpu"))
    columns = to_columns(setup.train, places(setup.schematic), torch.device("cpu"))
    ready = time.perf_counter() - begin
    with Batches(columns, BATCH, 0) as batches:

        def step() -> None:
            state.model.step(batches.next(), state.optimizers)  # type: ignore[operator]

        for _ in range(WARM):
            step()
        times = []
        for _ in range(ROUNDS):
            begin = time.perf_counter()
            for _ in range(STEPS):
                step()
            times.append((time.perf_counter() - begin) / STEPS * 1e3)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"| {Path(data).name} | {way} | {ready:.1f} s | {statistics.median(times):.0f} ms "
        f"({min(times):.0f} to {max(times):.0f}) | {peak:,.0f} MiB |"
    )


def _npy(folder: Path, examples: int) -> Path:
    """A file of random images."""
    path = folder / f"{examples}.npy"
    if not path.exists():
        rng = np.random.default_rng(0)
        with path.open("wb") as stream:
            head = {"descr": "|u1", "fortran_order": False, "shape": (examples, SIDE, SIDE, 3)}
            np.lib.format.write_array_header_1_0(stream, head)
            for start in range(0, examples, SMALL):
                count = min(SMALL, examples - start)
                stream.write(rng.bytes(count * SIDE * SIDE * 3))
    return path


def _pngs(folder: Path, examples: int) -> Path:
    """A folder of smooth random images, which are as large as photographs of that size."""
    from PIL import Image

    path = folder / f"{examples}-images"
    if not path.exists():
        path.mkdir()
        rng = np.random.default_rng(0)
        for number in range(examples):
            rough = Image.fromarray(rng.integers(0, 256, (16, 16, 3), np.uint8))
            rough.resize((SIDE, SIDE), Image.Resampling.BILINEAR).save(path / f"{number:07}.png")
    return path


if __name__ == "__main__":
    main()
