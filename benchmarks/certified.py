"""`python -m benchmarks.certified`: compiled steps against plain ones, on CUDA where there is one.

For each model of the zoo: how long a graph takes to be made and to be certified, how far its values
are from the plain step's in units of what is allowed, and how long a step takes either way.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch

from benchmarks.cases import BETAS, LR, SIZES, case_of
from schematic.emit.runtime.certificate import Certificate, Difference, rehearsed_batches
from schematic.emit.runtime.compiled_step import CompiledStep, inductor

DTYPES = {"float32": torch.float32, "float64": torch.float64}


class Noted(Certificate):
    """A certificate that shows what it has compared."""

    compared: list[Difference]

    def _rehearse_plain(self, *arguments: Any) -> list[Difference]:
        self.compared = super()._rehearse_plain(*arguments)
        return self.compared


def main() -> int:
    """Run."""
    options = _options().parse_args()
    warnings.simplefilter("ignore", DeprecationWarning)
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, {options.device}, {options.dtype}, {options.size} nets\n")
    print("| model | graph | certificate | values | farthest, of what is allowed | plain | fast |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in options.only.split(",") if options.only else SIZES:
        print(row(name, options.size, torch.device(options.device), options.dtype), flush=True)
    return 0


def row(name: str, size: str, device: torch.device, dtype: str) -> str:
    """The row of a model.

    Raises:
        DifferenceError: its compiled step is another one.
        UncertifiedError: nothing says whether it is.
    """
    case = case_of(name, SIZES[name][size])
    model = case.compile().to(device, DTYPES[dtype])
    batch = moved(case.batch, device, DTYPES[dtype])
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    model.step(batch, optimizers)
    begin = clock(device)
    step = CompiledStep(model, batch, optimizers, inductor)
    made = clock(device) - begin
    certificate = Noted(model, optimizers, step.owned, step.tolerance)
    begin = clock(device)
    certificate.require(step, model.step, rehearsed_batches(batch, None))
    certified = clock(device) - begin
    farthest = max((d.off / d.allowed for d in certificate.compared if d.off), default=0.0)
    plain = seconds(lambda: model.step(batch, optimizers), device)
    fast = seconds(lambda: step(batch, optimizers), device)
    return (
        f"| {name} | {made:.1f} s | {certified * 1e3:.0f} ms | {len(certificate.compared)} "
        f"| {farthest:.1g} | {plain * 1e6:,.0f} µs | {fast * 1e6:,.0f} µs |"
    )


def moved(batch: Mapping[str, Any], device: torch.device, dtype: torch.dtype) -> dict[str, Any]:
    """A batch on a device; its numbers, but not its classes, in a type."""
    return {
        name: moved(value, device, dtype)
        if isinstance(value, Mapping)
        else value.to(device, dtype if value.is_floating_point() else value.dtype)
        for name, value in batch.items()
    }


def clock(device: torch.device) -> float:
    """The time in seconds when the device has done all that it was told."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    return time.perf_counter()


def seconds(
    call: Callable[[], Any], device: torch.device, rounds: int = 7, calls: int = 20
) -> float:
    """The median of a call's time over some rounds."""
    found = []
    for _ in range(rounds):
        begin = clock(device)
        for _ in range(calls):
            call()
        found.append((clock(device) - begin) / calls)
    return statistics.median(found)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.certified", description=__doc__)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    parser.add_argument("--device", default=device, help=f"cpu or cuda; here: {device}")
    parser.add_argument("--dtype", default="float32", choices=DTYPES)
    parser.add_argument("--size", default="small", choices=("small", "big"))
    parser.add_argument("--only", help="these models alone, such as vae,gan")
    return parser


if __name__ == "__main__":
    sys.exit(main())
