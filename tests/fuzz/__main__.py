"""`python -m tests.fuzz --count 100000`: random inputs to every target, from a seed.

Prints a line for each target. An input that goes wrong is made small and written to `runs/fuzz`;
the exit status is 1 if there is one. With `--guided` atheris makes the inputs, and a target ends
with its first fault.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import subprocess
import sys
from pathlib import Path

from tests.fuzz.campaign import Tally, campaign
from tests.fuzz.fuzz_target import TARGETS, starting_inputs
from tests.fuzz.smallest import smallest

OUT = Path("runs/fuzz")


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS.modules))
    parser.add_argument("--count", type=int, help="inputs to each target; default: as in the tests")
    parser.add_argument("--seconds", type=float, help="for each target, at most")
    parser.add_argument("--seed", type=int, default=0, help="of the dice; default: 0")
    parser.add_argument("--guided", action="store_true", help="let atheris make the inputs")
    options = parser.parse_args()
    unknown = sorted(set(options.targets) - set(TARGETS.modules))
    if unknown:
        parser.error(f"no target is called {unknown[0]!r}; there are {', '.join(TARGETS.modules)}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # both end a campaign, not its report
    signal.signal(signal.SIGINT, signal.default_int_handler)
    run = _guided if options.guided else _seeded
    try:
        return max([run(name, options) for name in options.targets or TARGETS.modules])
    except KeyboardInterrupt:
        return 130


def _seeded(name: str, options: argparse.Namespace) -> int:
    target, seed = TARGETS[name], options.seed
    count = target.quick if options.count is None else options.count
    tally = campaign(target, starting_inputs(name), seed=seed, count=count, seconds=options.seconds)
    print(line_of(name, tally), flush=True)
    for kind, (data, trace) in tally.faults.items():
        path = _keep(name, smallest(target, data, kind))
        print(f"\n{kind}: {path}\n{trace}", flush=True)
    return 1 if tally.faults else 0


def _guided(name: str, options: argparse.Namespace) -> int:
    """Run atheris in a process of its own, since it ends the process that it runs in."""
    command = [sys.executable, "-m", "tests.fuzz.guided", name, f"-seed={options.seed + 1}"]
    command += [] if options.count is None else [f"-runs={options.count}"]
    command += [] if options.seconds is None else [f"-max_total_time={options.seconds:.0f}"]
    return 1 if subprocess.run(command, check=False).returncode else 0


def line_of(name: str, tally: Tally) -> str:
    """A campaign in one line of a table."""
    return (
        f"{name:<14} {tally.inputs:>9,} inputs {tally.seconds:>6.0f} s "
        f"{len(tally.outcomes):>6,} outcomes {len(tally.faults):>3} faults"
    )


def _keep(name: str, data: bytes) -> Path:
    path = OUT / name / hashlib.sha256(data).hexdigest()[:12]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


if __name__ == "__main__":
    sys.exit(main())
