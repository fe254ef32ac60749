"""`python -m tests.generated --count 2000`: random specs through every stage.

Prints each spec that goes wrong, with its seed, and exits 1 if there is one.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from itertools import islice

from schematic.graph import Schematic
from schematic.verify.prove import one_thread
from tests.generated.specs import accepted
from tests.generated.stages import faults


def main() -> int:
    """Run."""
    parser = argparse.ArgumentParser(prog="python -m tests.generated", description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="accepted specs; default: 200")
    parser.add_argument("--start", type=int, default=0, help="the first seed; default: 0")
    parser.add_argument("--draws", type=int, default=0, help="of the z-tests; default: none")
    options = parser.parse_args()
    wrong, began, seed = 0, time.perf_counter(), options.start
    with one_thread():
        for seed, text, schematic in islice(accepted(options.start), options.count):
            if found := _faults(schematic, options.draws):
                wrong += 1
                print(
                    f"seed {seed}\n{text}" + "\n".join(f"  {fault}" for fault in found), end="\n\n"
                )
    seconds = time.perf_counter() - began
    tried = seed + 1 - options.start
    print(f"{options.count} specs of {tried} drafts in {seconds:.0f} s, {wrong} wrong")
    return 1 if wrong else 0


def _faults(schematic: Schematic, draws: int) -> list[str]:
    try:
        return list(faults(schematic, draws=draws))
    except Exception:  # a crash of any stage is what is looked for
        return [traceback.format_exc(limit=-3)]


if __name__ == "__main__":
    sys.exit(main())
