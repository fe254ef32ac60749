"""`python -m benchmarks.service`: milliseconds that the language service takes in long specs.

Each question is asked of a document that has been analysed, at places all over the text; what is
shown is the median and the slowest of them, for the spec and for the same with two lines that do
not parse. Below stands what an edit of one line costs, stage by stage, and the same for a text that
the service has not seen before. Garbage is searched for as rarely as in the commands.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from benchmarks.shapes import SHAPES
from schematic.cli.collection import collect_rarely
from schematic.service import Document
from schematic.service.question import Asked
from schematic.service.questions import QUESTIONS

PLACES = 41
EDITS = 9
LINES_A_NODE = 3
BROKEN = "latent q8 : real[4\nx0 ->\n"
ASKED = (
    "actions",
    "completion",
    "definition",
    "findings",
    "folding",
    "formatting",
    "hints",
    "hover",
    "references",
    "rename",
    "symbols",
    "tokens",
)
"""What editors ask while one types."""


def main() -> int:
    """Print both tables for a shape."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.service", description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000, help="how long the spec is, about")
    parser.add_argument("--shape", default="chain", help=f"one of {', '.join(SHAPES)}")
    options = parser.parse_args()
    collect_rarely()
    text = SHAPES[options.shape](options.lines // LINES_A_NODE)
    print(f"{options.shape}, {text.count(chr(10)):,} lines\n")
    print("| question | median, ms | slowest, ms | broken: median, ms | slowest, ms |")
    print(f"|{' --- |' * 5}")
    whole, broken = questions(text), questions(with_broken_lines(text))
    for name in whole:
        both = (
            f"{statistics.median(each):.1f} | {max(each):.1f}"
            for each in (whole[name], broken[name])
        )
        print(f"| {name} | {' | '.join(both)} |", flush=True)
    new, edited = (statistics_of(stages) for stages in (of_new(text), of_edits(text)))
    print("\n| stage | new text, ms | after an edit, ms |\n| --- | --- | --- |")
    for name in new:
        print(f"| {name} | {new[name]:.0f} | {edited[name]:.0f} |", flush=True)
    return 0


def questions(text: str) -> dict[str, list[float]]:
    """The milliseconds of each question at places all over a text that has been analysed."""
    document = Document.of(text)
    dict(stages_of(document))
    offsets = [len(text) * at // (PLACES - 1) for at in range(PLACES)]
    offsets += [found.start() for found in islice(re.finditer(r"[Α-ω]", text), 2)]  # groups
    found: dict[str, list[float]] = {}
    for name in ASKED:
        question = QUESTIONS[name]
        question.ask(document, Asked(0, {"to": "q7"}))  # imports what it needs
        found[name] = [
            _milliseconds(lambda ask=question.ask, at=at: ask(document, Asked(at, {"to": "q7"})))
            for at in offsets
        ]
    return found


def with_broken_lines(text: str) -> str:
    """A text with two lines in the middle that do not parse."""
    middle = _middle(text)
    return f"{text[:middle]}{BROKEN}{text[middle:]}"


def of_new(text: str) -> Iterator[Mapping[str, float]]:
    """The stages of texts, each of which differs from all before in every line."""
    for number in range(EDITS):
        yield dict(stages_of(Document.of(text.replace("real[", f"real[{number + 1}"))))


def of_edits(text: str) -> Iterator[Mapping[str, float]]:
    """The stages of texts, each of which differs from the one before in a line in the middle."""
    dict(stages_of(Document.of(text)))
    middle = _middle(text)
    for number in range(EDITS):
        yield dict(stages_of(Document.of(f"{text[:middle]}let q{number} = 1\n{text[middle:]}")))


def stages_of(document: Document) -> Iterator[tuple[str, float]]:
    """The milliseconds of each stage, in order."""
    yield "parse", _milliseconds(lambda: document.parsed)
    yield "names", _milliseconds(lambda: document.table)
    yield "elaborate and check", _milliseconds(lambda: document.examination)
    yield "derive", _milliseconds(lambda: document.standing)
    yield "lay out", _milliseconds(lambda: document.laid_out)


def statistics_of(stages: Iterator[Mapping[str, float]]) -> Mapping[str, float]:
    """The median of each stage."""
    found = list(stages)
    return {name: statistics.median(each[name] for each in found) for name in found[0]}


def _middle(text: str) -> int:
    """Where a line in the middle begins."""
    return text.index("\n", len(text) // 2) + 1


def _milliseconds(job: Callable[[], object]) -> float:
    begin = time.process_time()
    job()
    return (time.process_time() - begin) * 1e3


if __name__ == "__main__":
    sys.exit(main())
