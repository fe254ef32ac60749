"""`python -m benchmarks.gpu`: the zoo on a GPU: is it the CPU's, and how fast is a step?

    python -m benchmarks.gpu --out runs/gpu          # everything, at most eight minutes
    python -m benchmarks.gpu --device cpu --quick    # tries the script where there is no GPU

1. Every spec of the zoo, on its data: losses and gradients of one batch in float64, and the losses
   of some steps of training in float32, on the GPU and on the CPU, from the same weights and noise.
2. Steps of the models of `python -m benchmarks`, in turns: eager, `--fast`, as a CUDA graph, in
   bf16, and the plain and the tuned script.
3. Batches that come from pinned memory: copied in the stream of the step, or in another.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

import schematic
from benchmarks import plain, tuned
from benchmarks.cases import BETAS, LR, SIZES, Case, Size, case_of
from benchmarks.contest import Contestant, compete, ratio
from benchmarks.same_noise import SameNoise
from schematic.diagnostics import Source
from schematic.objective import derive
from schematic.resources import zoo
from schematic.training.loop.batches import first_rows, to_columns
from schematic.training.loop.precision import computing_in
from schematic.training.options.batch_places import places
from schematic.training.options.config import Request
from schematic.training.options.setup import set_up

ROWS = 64
STEPS = 20
TIMED = ("vae", "gan", "infogan", "aae", "helmholtz")
HUGE = {"vae": Size(3072, 128, (2048,), 1024), "gan": Size(3072, 128, (1024, 2048), 1024)}


def main(arguments: list[str] | None = None) -> int:
    """Compare, time, and write the tables."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--quick", action="store_true", help="three specs, two models")
    parser.add_argument("--out", default="runs/gpu", help="where table.md goes")
    parser.add_argument("--minutes", type=float, default=8, help="when no row begins any more")
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    begin, device = time.perf_counter(), torch.device(options.device)
    folder = Path(options.out)
    folder.mkdir(parents=True, exist_ok=True)
    is_gpu = device.type == "cuda"
    card = torch.cuda.get_device_name(device) if is_gpu else "CPU"
    lines = [f"{card}, torch {torch.__version__}, {os.cpu_count()} cores of the CPU", ""]

    def write(*more: str) -> None:
        lines.extend(more)
        print("\n".join(more), flush=True)
        (folder / "table.md").write_text("\n".join(lines) + "\n", encoding="utf-8")

    names = ["gan", "vae", "helmholtz"] if options.quick else list(zoo())
    write(*AGREE_HEAD)
    failures = 0
    for name in names:
        row, agrees = agreement(name, device)
        failures += not agrees
        write(row)
    write("", *copies(device), "", *TIME_HEAD)
    for name, size in _sizes(quick=options.quick):
        if time.perf_counter() - begin > 60 * options.minutes:
            write("", "The time is up: the other rows are left out.")
            break
        write(times(name, size, device))
    return 1 if failures else 0


AGREE_HEAD = (
    "| spec | losses, float64 | gradients, float64 | losses of 20 steps, float32 | of 1 step, "
    "float32 |",
    "| --- | --- | --- | --- | --- |",
)
TIME_HEAD = (
    "| model | µs a step | of plain | of tuned | fast | graph | bf16 |",
    "| --- | --- | --- | --- | --- | --- | --- |",
)


def agreement(name: str, device: torch.device) -> tuple[str, bool]:
    """A row: how far losses and gradients on a device are from the CPU's, relatively."""
    try:
        setup = set_up(Source.of(name, zoo()[name].read_text("utf-8")), Request(batch=ROWS))
        ways = places(setup.schematic)
        columns = to_columns(setup.train, ways, torch.device("cpu"))
        batch: Any = first_rows(columns, ROWS)
        exact = [
            _evaluated(_model(setup.schematic, torch.float64), _to(batch, d, torch.float64), d)
            for d in (torch.device("cpu"), device)
        ]
        losses, gradients = (_off(exact[0][part], exact[1][part]) for part in (0, 1))
        trained = [
            _trained(
                _model(setup.schematic, torch.float32),
                _to(batch, d, torch.float32),
                d,
                derive(setup.schematic).batches,
            )
            for d in (torch.device("cpu"), device)
        ]
        first, last = (_off(trained[0][place], trained[1][place]) for place in (0, -1))
        agrees = losses < 1e-9 and gradients < 1e-6 and first < 1e-3
        mark = "" if agrees else " **differs**"
        row = f"| {name}{mark} | {losses:.0e} | {gradients:.0e} | {last:.0e} | {first:.0e} |"
        return row, agrees
    except Exception as error:  # the table says so, and goes on
        said = f"{type(error).__name__}: {error}".splitlines()[0]
        return f"| {name} **fails** | {said[:120]} | | | |", False


def _model(spec: Any, kind: torch.dtype) -> Any:
    return schematic.compile(spec, seed=0).to(kind)


def _evaluated(model: Any, batch: Any, device: torch.device) -> tuple[list[Tensor], list[Tensor]]:
    """The losses of a batch, and their gradients by all parameters."""
    model.to(device)
    with SameNoise(1):
        losses = model.losses(batch)
        found: list[Tensor] = []
        for player, loss in losses.items():
            own = [p for net in model.nets[player] for p in getattr(model, net).parameters()]
            gradients = torch.autograd.grad(loss, own, retain_graph=True, allow_unused=True)
            found += [g for g in gradients if g is not None]
    return list(losses.values()), found


def _trained(model: Any, batch: Any, device: torch.device, batches: int) -> list[list[Tensor]]:
    """The losses of each of some steps, which take so many batches each."""
    model.to(device)
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    given = batch if batches == 1 else [batch] * batches
    with SameNoise(2):
        return [list(model.step(given, optimizers).values()) for _ in range(STEPS)]


def _off(ours: list[Tensor], theirs: list[Tensor]) -> float:
    """The largest relative distance between tensors of two lists."""
    pairs = zip(ours, theirs, strict=True)
    found = [(a.detach().cpu().double(), b.detach().cpu().double()) for a, b in pairs]
    return max(((a - b).norm() / a.norm().clamp_min(1e-6)).item() for a, b in found)


def _to(batch: Any, device: torch.device, kind: torch.dtype) -> Any:
    if isinstance(batch, Mapping):
        return {name: _to(value, device, kind) for name, value in batch.items()}
    return batch.to(device, kind if batch.is_floating_point() else batch.dtype)


@dataclass(frozen=True)
class MovedCase(Case):
    """A case whose models and nets are on a device."""

    device: str = "cpu"

    def compile(self, *, fast: bool = False) -> Any:
        """The compiled model, on the device."""
        return super().compile(fast=fast).to(self.device)


def _sizes(*, quick: bool) -> Iterator[tuple[str, Size]]:
    if quick:
        yield from ((name, SIZES[name]["small"]) for name in ("vae", "gan"))
        return
    yield from HUGE.items()
    for size in ("big", "small"):
        yield from ((name, SIZES[name][size]) for name in TIMED)


def times(name: str, size: Size, device: torch.device) -> str:
    """A row: microseconds of our step, and how it stands to others."""
    case = case_of(name, size)
    on_device = _to(case.batch, device, torch.float32)
    moved = MovedCase(name, size, case.spec, on_device, (), device=device.type)
    is_gpu = device.type == "cuda"

    def clock() -> float:
        if is_gpu:
            torch.cuda.synchronize()
        return time.perf_counter()

    with torch.device(device):
        made = {"eager": _ours(moved), "plain": plain.SCRIPTS[name](moved)}
        if name in tuned.SCRIPTS:
            made["tuned"] = tuned.SCRIPTS[name](moved)
        said: dict[str, str] = {}
        for other, make in {"fast": _fast, "graph": _graph, "bf16": _bf16}.items():
            if other == "graph" and not is_gpu:
                continue
            try:
                made[other] = replace(make(moved), name=other)
                made[other].step(None)
            except Exception as error:
                made.pop(other, None)
                said[other] = f"{type(error).__name__}: {str(error).splitlines()[0][:60]}"
        contestants = [replace(contestant, name=key) for key, contestant in made.items()]
        timings = {t.name: t for t in compete(contestants, 7, clock)}
    ours = timings["eager"]

    def of(other: str, *, inverse: bool = False) -> str:
        if other not in timings:
            return said.get(other, "–")
        found = ratio(*((timings[other], ours) if inverse else (ours, timings[other])))
        return f"{found.median:.2f}"

    label = f"{name} {size.x}, batch {size.batch}"
    rest = [of("plain"), of("tuned"), *(of(o, inverse=True) for o in ("fast", "graph", "bf16"))]
    return f"| {label} | {ours.median:,.0f} | {' | '.join(rest)} |"


def _ours(case: Case) -> Contestant:
    model = case.compile()
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    return Contestant("eager", lambda _: model.step(case.batch, optimizers), {})


def _fast(case: Case) -> Contestant:
    model = case.compile(fast=True)
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        for _ in range(4):
            model.step(case.batch, optimizers)
    told = [str(w.message) for w in caught if "SGM66" in str(w.message)]
    if told:
        raise RuntimeError(told[0])
    return Contestant("fast", lambda _: model.step(case.batch, optimizers), {})


def _graph(case: Case) -> Contestant:
    """Our eager step, recorded once as a CUDA graph and replayed."""
    model = case.compile()
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    aside = torch.cuda.Stream()
    aside.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(aside):
        for _ in range(3):
            model.step(case.batch, optimizers)
    torch.cuda.current_stream().wait_stream(aside)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        losses = model.step(case.batch, optimizers)

    def step(_: object) -> Mapping[str, Tensor]:
        graph.replay()
        return losses

    return Contestant("graph", step, {})


def _bf16(case: MovedCase) -> Contestant:
    model = case.compile()
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    computing = computing_in("bf16", model, torch.device(case.device))
    computing.__enter__()  # until the contestant is gone

    def step(_: object, held: object = computing) -> Mapping[str, Tensor]:
        return model.step(case.batch, optimizers)

    return Contestant("bf16", step, {})


def copies(device: torch.device) -> list[str]:
    """How long a step takes whose batch comes from memory that the GPU may read by itself."""
    if device.type != "cuda":
        return ["Copies were not timed: no GPU."]
    size = HUGE["vae"]
    case = case_of("vae", size)
    host = {name: value.pin_memory() for name, value in case.batch.items()}
    there = {name: value.to(device) for name, value in host.items()}
    model = case.compile().to(device)
    optimizers = model.optimizers(lr=LR, betas=BETAS)
    stream = torch.cuda.Stream()

    def copied() -> Any:
        return {name: value.to(device, non_blocking=True) for name, value in host.items()}

    def ahead() -> Callable[[], object]:
        ready = [copied()]

        def step() -> object:
            torch.cuda.current_stream().wait_stream(stream)
            batch = ready[0]
            with torch.cuda.stream(stream):
                ready[0] = copied()
            for value in batch.values():
                value.record_stream(torch.cuda.current_stream())
            return model.step(batch, optimizers)

        return step

    ways: dict[str, Callable[[], object]] = {
        "at hand": lambda: model.step(there, optimizers),
        "copied in the same stream": lambda: model.step(copied(), optimizers),
        "copied ahead in another stream": ahead(),
    }
    lines = [f"VAE {size.x}, batch {size.batch}: µs a step, the batch being", ""]
    for name, step in ways.items():
        for _ in range(5):
            step()
        torch.cuda.synchronize()
        begin = time.perf_counter()
        for _ in range(100):
            step()
        torch.cuda.synchronize()
        lines.append(f"* {name}: {(time.perf_counter() - begin) * 1e4:,.0f}")
    return lines


if __name__ == "__main__":
    sys.exit(main())
