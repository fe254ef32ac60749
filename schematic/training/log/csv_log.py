"""Losses and terms → `log.csv`: one line every few steps, all values in nats.

When a run is resumed, half a line and the lines after its checkpoint are dropped.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from schematic.training.checkpoint.atomic_file import write_text
from schematic.training.training_errors import RunError

Terms = Mapping[str, Mapping[str, float]]
Row = dict[str, float]


def make_row(
    step: int, seconds: float, losses: Mapping[str, float], train: Terms, test: Terms
) -> Row:
    """Return one line of the log.

    Args:
        step: the last step of the line.
        seconds: of training so far.
        losses: by player, the mean since the last line, in nats.
        train: the terms on training examples, by player and label, in nats.
        test: the same on held-out examples; {} where there are none.
    """
    row: Row = {"step": step, "seconds": round(seconds, 3)}
    row |= {f"{player} loss": value for player, value in losses.items()}
    row |= {f"{p}: {label}": v for p, terms in train.items() for label, v in terms.items()}
    row |= {f"test {p}: {label}": v for p, terms in test.items() for label, v in terms.items()}
    return row


def append_row(path: Path, row: Row) -> None:
    """Add a line, with the header before the first.

    Raises:
        OSError: the file cannot be written, perhaps because the disk is full.
    """
    text = _line([_show(value) for value in row.values()])
    if not path.exists():
        text = _line(list(row)) + text
    with path.open("a", encoding="utf-8", newline="") as stream:
        stream.write(text)


def read_log(path: Path) -> list[Row]:
    """Read the lines of a log; [] where there is no log.

    Raises:
        RunError: the log is damaged.
    """
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8")
        whole = text[: text.rfind("\n") + 1]
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(io.StringIO(whole))]
    except (ValueError, TypeError, csv.Error) as error:
        cure = "delete it; only the curves need it"
        raise RunError(f"{path} is damaged: {error}", cure) from error


def cut_log(path: Path, step: int) -> None:
    """Drop the lines after a step, because they are written again when training resumes there."""
    if not path.exists():
        return
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.endswith("\n") and _step(line) <= step]
    write_text(path, "".join([header, *kept]))


def _step(line: str) -> float:
    try:
        return float(line.split(",", 1)[0])
    except ValueError:
        return float("inf")


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _show(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.9g}"
