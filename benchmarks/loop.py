"""The training loop over the bare step, the feeding of data, and memory."""

from __future__ import annotations

import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.contest import timed
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training.log.progress import Bar, Reporter, Silent
from schematic.training.loop.batches import Batches, Column, to_columns
from schematic.training.loop.training_loop import FLUSH, Session, advance, flush, run_loop
from schematic.training.options.batch_places import Place, places
from schematic.training.options.config import Request
from schematic.training.options.setup import set_up
from schematic.training.run.run_folder import create_run
from schematic.training.train_and_resume import make_probes


def overhead(steps: int, rounds: int) -> dict[str, str]:
    """Microseconds a step that the loop adds, with a bar: alone, with the log, with everything.

    Its own time is that of a run whose step does nothing. Between real steps, which leave nothing
    in the caches of the processor, it takes longer.
    """
    parts = {
        "the loop itself: batches, bar, losses": {"log_every": steps, "checkpoint_every": steps},
        "with a log of default length": {"checkpoint_every": steps},
        "with the log and checkpoints": {},
    }
    found = {
        name: [_idle(steps, options) for _ in range(rounds)] for name, options in parts.items()
    }
    rows = {
        f"{name}, {steps:,} steps": (
            f"{statistics.median(each):.0f} µs a step ({min(each):.0f} to {max(each):.0f})"
        )
        for name, each in found.items()
    }
    low, middle, high = statistics.quantiles(_real(20 * rounds), n=4)
    label = f"the loop itself between real steps, in {20 * rounds} turns with as many bare ones"
    return rows | {label: f"{middle:.0f} µs a step (quartiles {low:.0f} and {high:.0f})"}


def _idle(steps: int, options: Mapping[str, int]) -> float:
    """Microseconds a step of a run whose step does nothing."""
    with tempfile.TemporaryDirectory() as folder:
        session = _session(Path(folder) / "run", steps)
        session = replace(session, config=replace(session.config, **options))
        model: Any = session.state.model
        losses = model.step(session.batches.next(), session.state.optimizers)
        model.step = lambda *_: losses
        return _seconds(lambda: run_loop(session)) / steps * 1e6


def _real(turns: int) -> list[float]:
    """Microseconds a step that the loop takes longer than bare steps, each in turn for a while."""
    with tempfile.TemporaryDirectory() as folder:
        session = _session(Path(folder) / "run", turns * FLUSH)
        model: Any = session.state.model
        batch, optimizers = session.batches.next(), session.state.optimizers

        def bare() -> None:
            for _ in range(FLUSH):
                model.step(batch, optimizers)

        def looped() -> None:
            advance(session, session.state.step + FLUSH, [])
            flush(session)

        bare(), looped()
        return [(_seconds(looped) - _seconds(bare)) / FLUSH * 1e6 for _ in range(turns - 1)]


def _seconds(function: Callable[[], object]) -> float:
    begin = time.process_time()
    function()
    return time.process_time() - begin


def _session(folder: Path, steps: int) -> Session:
    source = read(zoo()["vae"])
    setup = set_up(source, Request(data="digits", steps=steps, batch=64))
    folder.mkdir()
    run = create_run(folder, source, setup)
    columns = to_columns(setup.train, places(setup.schematic), run.device)
    return Session(
        folder=folder,
        config=setup.config,
        state=run.state,
        batches=Batches(columns, setup.config.batch, setup.config.seed),
        probes=make_probes(setup, run.device),
        device=run.device,
        reporter=_bar(steps),
    )


def _bar(steps: int) -> Reporter:
    """The bar of a terminal, drawn into nowhere."""
    import io

    from rich.console import Console
    from rich.progress import Progress

    bar = Progress(console=Console(file=io.StringIO(), force_terminal=True))
    return Bar(bar, bar.add_task("", total=steps, losses="")) if steps else Silent()


def feeding(examples: int, width: int, size: int) -> dict[str, str]:
    """Microseconds a batch: rows of a tensor by index, and PyTorch's loader of single examples."""
    values = torch.rand(examples, width)
    batches = Batches((Column(Place("x", "", None), values),), size, 0)
    loader = DataLoader(TensorDataset(values), batch_size=size, shuffle=True)
    count = examples // size
    indexed = timed(lambda: [batches.next() for _ in range(count)], 5) / count
    loaded = timed(lambda: list(loader), 3) / len(loader)
    return {
        f"a batch of {size} × {width} by index": f"{indexed * 1e6:.0f} µs",
        "the same by a DataLoader of single examples": f"{loaded * 1e6:.0f} µs",
    }


def memory() -> dict[str, str]:
    """What the front half holds for the VAE, and what a step leaves behind."""
    from benchmarks.cases import SMALL, case_of, compiled
    from schematic.pipeline import accept

    tracemalloc.start()
    kept = accept(read(zoo()["vae"])).objective
    front = tracemalloc.get_traced_memory()[0]
    contestant = compiled(case_of("gan", SMALL))
    for _ in range(20):
        contestant.step(None)
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(500):
        contestant.step(None)
    left = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert kept is not None
    return {
        "Python objects of the schematic and objective of the VAE": f"{front / 1024:,.0f} KiB",
        "Python objects left by 500 steps of the GAN": f"{max(left, 0) / 1024:,.1f} KiB",
    }
