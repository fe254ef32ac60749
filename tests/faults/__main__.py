"""`python -m tests.faults writes` and `… kills`: what becomes of runs that something happens to.

Prints each trial that lost something, then a table, and exits 1 if there is such a trial.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")

from tests.faults import trials
from tests.faults.disk import Kind
from tests.faults.in_parallel import in_parallel
from tests.faults.sgm_process import warm_up
from tests.faults.specs import SPECS
from tests.faults.survival import Outcome
from tests.faults.table import write_table
from tests.faults.trials import Trial
from tests.faults.ways import WAYS

PERIOD = 100  # trials from one sign of life to the next


def main() -> int:
    """Run."""
    options = _parser().parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="faults-stages-") as place:
        warm_up(options.specs, [WAYS[way] for way in options.ways])
        found = list(options.trials(Path(place), options))
        wrong = _perform(found, options.jobs)
    print(f"\n{len(found):,} trials in {time.perf_counter() - began:.0f} s, {wrong} wrong")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    commands = parser.add_subparsers(required=True)
    writes = commands.add_parser("writes", help="every operation on files fails in turn")
    writes.set_defaults(trials=_writes)
    writes.add_argument(
        "--kinds", nargs="+", choices=Kind.__members__, default=list(Kind.__members__)
    )
    writes.add_argument("--one-in", type=int, default=1, help="take one in so many trials only")
    writes.add_argument(
        "--after", action="store_true", help="also runs that are resumed, and written over others"
    )
    kills = commands.add_parser("kills", help="runs are killed at random moments")
    kills.set_defaults(trials=_kills)
    kills.add_argument("--count", type=int, default=20, help="for each spec and way; default: 20")
    kills.add_argument("--seed", type=int, default=0, help="of moments and signals; default: 0")
    for each in (writes, kills):
        each.add_argument("--specs", nargs="+", choices=SPECS, default=list(SPECS))
        each.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
        each.add_argument("--jobs", type=int, default=1, help="trials at a time; default: 1")
    return parser


def _writes(place: Path, options: argparse.Namespace) -> Iterator[Trial]:
    kinds = tuple(Kind[name] for name in options.kinds)
    for stage in trials.stages(
        place, options.specs, options.ways, trials.SHORT, after=options.after
    ):
        yield from trials.writes(stage, kinds, options.one_in)


def _kills(place: Path, options: argparse.Namespace) -> Iterator[Trial]:
    for way in options.ways:
        for spec in options.specs:
            stage, seconds = trials.timed(place / way / spec, spec, way, trials.LONG)
            yield from trials.kills(stage, seconds, options.count, options.seed)


def _perform(found: Sequence[Trial], jobs: int) -> int:
    """Perform trials, print those that went wrong and the table; return how many went wrong."""
    results: dict[int, Outcome] = {}
    for number, verdict in in_parallel([trial.perform for trial in found], jobs):
        results[number] = verdict.outcome
        if len(results) % PERIOD == 0:
            print(f"{len(results):,} of {len(found):,}", file=sys.stderr)
        if verdict.outcome is Outcome.WRONG:
            print(f"{found[number].name}\n    {verdict.why}", flush=True)
    order = sorted(results, key=lambda number: found[number].group)
    print(write_table((found[number].group, results[number]) for number in order))
    return sum(outcome is Outcome.WRONG for outcome in results.values())


if __name__ == "__main__":
    sys.exit(main())
