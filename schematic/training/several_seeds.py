"""A spec and several seeds → a run for each, one after another, and how their numbers spread.

The runs lie in one folder, `seed-0`, `seed-1`, …, beside `seeds.csv`: the last losses of the log
and all that `evaluate` says, with mean and standard deviation. Each is a run like any other.
"""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from schematic.diagnostics import Source
from schematic.training.checkpoint.atomic_file import write_own
from schematic.training.evaluation import evaluate
from schematic.training.log.csv_log import LOG, read_log
from schematic.training.options.config import Request
from schematic.training.options.setup import set_up
from schematic.training.run.kept_texts import CONFIG
from schematic.training.run.run_folder import Run, open_run
from schematic.training.run.run_place import default_folder
from schematic.training.train_and_resume import Outcome, resume, train
from schematic.training.training_errors import DivergedError, InterruptedTrainingError

TABLE = "seeds.csv"


@dataclass(frozen=True)
class Spread:
    """One number over several seeds.

    Attributes:
        name: what it is.
        values: by seed; a seed whose run has not this number is missing.
    """

    name: str
    values: Mapping[int, float]

    @property
    def mean(self) -> float:
        """The mean over the seeds."""
        return statistics.fmean(self.values.values())

    @property
    def deviation(self) -> float:
        """The standard deviation of a seed, estimated with n − 1; NaN of a single one."""
        values = list(self.values.values())
        return statistics.stdev(values) if len(values) > 1 else math.nan


@dataclass(frozen=True)
class Seeds:
    """What several seeds gave.

    Attributes:
        folder: where their runs are.
        spreads: the numbers.
        notes: what the user should know, with the seed.
    """

    folder: Path
    spreads: tuple[Spread, ...]
    notes: tuple[str, ...]


def train_seeds(
    source: Source,
    request: Request,
    count: int,
    folder: Path | None = None,
    *,
    force: bool = False,
    goes_on: bool = False,
    quiet: bool = True,
) -> Seeds:
    """Train a spec with several seeds, from that of the request on, one after another.

    A run that diverges is told, and the others go on.

    Args:
        source: the spec.
        request: what is asked for.
        count: how many seeds.
        folder: of all runs; `runs/<model>-<data>-seeds` if None.
        force: whether to write over runs that are there.
        goes_on: whether to go on with runs that are there, and to begin those that are not.
        quiet: whether to show no progress.

    Raises:
        SchematicError: the spec has errors.
        DataError: the data cannot be used.
        TrainingError: training cannot begin, or cannot go on.
    """
    place = folder or _default_folder(source, request)
    first = request.seed or 0
    numbers: dict[int, dict[str, float]] = {}
    notes: list[str] = []
    for seed in range(first, first + count):
        own, asked = place / f"seed-{seed}", replace(request, seed=seed)
        try:
            outcome = _run(source, asked, own, force=force, goes_on=goes_on, quiet=quiet)
        except InterruptedTrainingError as error:
            message = f"seed {seed} is {error.message}"
            cure = "go on with the same command and --resume"
            raise InterruptedTrainingError(message, cure) from None
        except DivergedError as error:
            notes.append(f"seed {seed}: {error.message}")
            continue
        notes.extend(f"seed {seed}: {note}" for note in outcome.notes)
        numbers[seed] = numbers_of(outcome.run)
        spreads = spread_of(numbers)
        write_own(place / TABLE, write_table(spreads, range(first, seed + 1)).encode())
    return Seeds(place, spread_of(numbers), tuple(notes))


def numbers_of(run: Run) -> dict[str, float]:
    """Return the last losses of a run, and what its evaluation says, by name."""
    rows = read_log(run.folder / LOG)
    last = rows[-1] if rows else {}
    losses = {name: value for name, value in last.items() if name.endswith(" loss")}
    found, part = dict[str, float](), ""
    for result in evaluate(run):
        indented = result.name.startswith(" ")
        part = part if indented else result.name
        found[f"{part}{' '}{result.name.strip()}" if indented else part] = result.value
    return {**losses, **found}


def spread_of(numbers: Mapping[int, Mapping[str, float]]) -> tuple[Spread, ...]:
    """Return each number over the seeds: `numbers` holds them by seed and name."""
    names = dict.fromkeys(name for each in numbers.values() for name in each)
    return tuple(
        Spread(name, {seed: each[name] for seed, each in numbers.items() if name in each})
        for name in names
    )


def write_table(spreads: Iterable[Spread], seeds: Iterable[int]) -> str:
    """Write `seeds.csv`: a line a number, with mean, standard deviation, count and each seed's."""
    columns = list(seeds)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["name", "mean", "sd", "n", *(f"seed {seed}" for seed in columns)])
    for each in spreads:
        own = [each.values.get(seed, "") for seed in columns]
        sd = "" if math.isnan(each.deviation) else each.deviation
        writer.writerow([each.name, each.mean, sd, len(each.values), *own])
    return stream.getvalue()


def write_text(seeds: Seeds) -> str:
    """Write the numbers as a table: name, mean ± standard deviation, and of how many seeds."""
    rows = [(each.name, _shown(each), f"{len(each.values)} seeds") for each in seeds.spreads]
    widths = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    return "\n".join(f"{name:<{widths[0]}}  {value:>{widths[1]}}  {of}" for name, value, of in rows)


def _shown(each: Spread) -> str:
    if math.isnan(each.deviation):
        return f"{each.mean:.4g}"
    return f"{each.mean:.4g} ± {each.deviation:.2g}"


def _run(
    source: Source, request: Request, folder: Path, *, force: bool, goes_on: bool, quiet: bool
) -> Outcome:
    """Train one seed; or go on with it, or take it as it is where it is at its end."""
    if not goes_on or not (folder / CONFIG).exists():
        return train(source, request, folder, force=force or goes_on, quiet=quiet)
    run = open_run(folder)
    if run.state.step >= (request.steps or run.setup.config.steps):
        return Outcome(run, ())
    return resume(folder, request, quiet=quiet)


def _default_folder(source: Source, request: Request) -> Path:
    setup = set_up(source, request)
    found = default_folder(setup.schematic, setup.config.data)
    return found.with_name(f"{found.name}-seeds")
