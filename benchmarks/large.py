"""`python -m benchmarks.large`: seconds of processor time that the front end takes for large specs.

The columns are the stages, each from the schematic on; `check` begins with the text. Time that
Graphviz takes is not in `svg`, and a dash says that a spec was refused.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable, Mapping, Sequence

from benchmarks.shapes import SHAPES
from schematic.diagnostics import Error, SchematicError, Source
from schematic.graph import Schematic
from schematic.objective import derive
from schematic.pipeline import examine, parse
from schematic.render import render
from schematic.rewrites.sameness.canonical_form import canonical_form
from schematic.syntax.format import format_source

STAGES: Mapping[str, Callable[[Schematic], object]] = {
    "derive": lambda schematic: str(derive(schematic)),
    "latex": lambda schematic: derive(schematic).latex(),
    "dot": lambda schematic: render(schematic, "dot"),
    "mmd": lambda schematic: render(schematic, "mmd"),
    "tex": lambda schematic: render(schematic, "tex"),
    "svg": lambda schematic: render(schematic, "svg"),
    "canonical": canonical_form,
}


def main() -> int:
    """Print the table, a row as soon as it is there."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.large", description=__doc__)
    parser.add_argument("--nodes", type=int, default=1_000, help="how many nodes a spec has")
    parser.add_argument("--only", default=",".join(SHAPES), help="shapes, such as chain,star")
    parser.add_argument("--stages", default=",".join(STAGES), help="stages, such as derive,dot")
    options = parser.parse_args()
    stages = options.stages.split(",")
    columns = ["shape", "check", "fmt", *stages]
    print(f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}")
    for shape in options.only.split(","):
        row = " | ".join(_row(SHAPES[shape](options.nodes), stages))
        print(f"| {shape} | {row} |", flush=True)
    return 0


def _row(text: str, stages: Sequence[str]) -> list[str]:
    source = Source.of("large.sgm", text)
    schematic = parse(text)
    of_text = [lambda: examine(source), lambda: format_source(source)]
    later = [lambda stage=STAGES[name]: stage(schematic) for name in stages]
    return [_seconds(job) for job in (*of_text, *later)]


def _seconds(job: Callable[[], object]) -> str:
    """The seconds that a job takes, or a dash where it is refused."""
    gc.collect()
    begin = time.process_time()
    try:
        job()
    except (SchematicError, Error):
        return "–"
    return f"{time.process_time() - begin:.2f}"


if __name__ == "__main__":
    sys.exit(main())
