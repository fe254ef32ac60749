"""`python -m tests.generated --count 2000`: random specs through every stage.

`--fast` takes each through its compiled step instead: it is compared with the plain step, and with
the paper's formulas by enumeration. Prints each spec that goes wrong, with its seed, and exits 1 if
there is one.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any

from tests.generated.outcome import check
from tests.generated.specs import PLATES, accepted


def main() -> int:
    """Run."""
    options = _options()
    began, done, wrong, last, found = time.perf_counter(), 0, 0, options.start, []
    drafts = accepted(options.start, options.plates)
    specs = ((seed, text) for seed, text, _ in islice(drafts, options.count))
    with _mapped(options.processes) as mapped:
        for outcome in mapped(partial(check, **_how(options)), specs):
            last, done = outcome.seed, done + 1
            if done % 100 == 0:
                print(f"{done} done, {wrong} wrong", file=sys.stderr, flush=True)
            if outcome.faults:
                wrong += 1
                shown = "\n".join(f"  {fault}" for fault in outcome.faults)
                print(f"seed {outcome.seed}\n{outcome.text}{shown}\n", flush=True)
            if outcome.fast is not None:
                found.append(outcome.fast)
    seconds, tried = time.perf_counter() - began, last + 1 - options.start
    print(f"{options.count} specs of {tried} drafts in {seconds:.0f} s, {wrong} wrong")
    for line in _sums(found) if found else ():
        print(line)
    return 1 if wrong else 0


def _sums(found: list[Any]) -> Iterator[str]:
    """What the compiled steps came to, in lines."""
    eager = Counter(each.eager for each in found if each.eager)
    unproved = Counter(each.unproved for each in found if each.unproved and not each.rows)
    certified = [each for each in found if each.compared and not each.eager]
    closest = max((each.closeness for each in certified), default=0.0)
    proved = [each for each in certified if each.rows]
    yield (
        f"compiled steps against plain ones: {len(certified)} specs, "
        f"{sum(each.compared for each in certified):,} values, the farthest at {closest:.2g} of "
        f"what is allowed; {sum(eager.values())} stay eager"
    )
    yield from (f"  {count} eager: {why}" for why, count in eager.most_common())
    yield (
        f"compiled steps against enumeration: {len(proved)} specs, "
        f"{sum(each.rows for each in proved):,} rows; {sum(unproved.values())} cannot be enumerated"
    )
    yield from (f"  {count} not enumerated: {why}" for why, count in unproved.most_common())


def _how(options: argparse.Namespace) -> dict[str, Any]:
    fast = "" if not options.fast else "inductor" if options.inductor else "trace"
    return {"draws": options.draws, "fast": fast, "turns": options.turns}


@contextmanager
def _mapped(processes: int) -> Iterator[Any]:
    """A `map` over one process or several."""
    if processes == 1:
        yield map
        return
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        yield pool.imap


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.generated", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="accepted specs; default: 200")
    parser.add_argument("--start", type=int, default=0, help="the first seed; default: 0")
    parser.add_argument("--draws", type=int, default=0, help="of the z-tests; default: none")
    parser.add_argument("--processes", type=int, default=1, help="how many work at once")
    parser.add_argument("--fast", action="store_true", help="compiled steps instead, as graphs")
    parser.add_argument(
        "--inductor", action="store_true", help="with --fast: graphs compiled, for seconds each"
    )
    parser.add_argument(
        "--plates", type=float, default=PLATES, help=f"how many have plates; default: {PLATES}"
    )
    parser.add_argument(
        "--turns", type=int, default=0, help="alike operations that make a loop; default: 12"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
