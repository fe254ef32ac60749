"""Losses and terms → `log.csv`: one line every few steps, all values in nats.

When a run is resumed, half a line and the lines after its checkpoint are dropped. A log that cannot
be read is set aside, because nothing but the curves needs it.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from schematic.training.checkpoint.atomic_file import append_own, remove, write_own
from schematic.training.checkpoint.own_files import is_there, read_own, reason_of, set_aside
from schematic.training.training_errors import RunError

LOG = "log.csv"
BEGIN = b"step,seconds,"
"""Every header begins so."""
NOTHING: Mapping[str, str] = MappingProxyType({})
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
    if not is_there(path):
        text = _line(list(row)) + text
    append_own(path, text.encode())


def read_log(path: Path) -> list[Row]:
    """Read the lines of a log; [] where there is no log.

    Raises:
        RunError: the log is damaged.
    """
    if not is_there(path):
        return []
    try:
        header, lines = _parts(path)
        return [dict(zip(header, _values(line, header), strict=True)) for line in lines]
    except (ValueError, OSError) as error:
        cure = "delete it; only the curves need it"
        raise RunError(f"{path} is damaged: {reason_of(error)}", cure) from error


def cut_log(path: Path, step: int, renamed: Mapping[str, str] = NOTHING) -> str | None:
    """Drop the lines after a step, because they are written again when training resumes there.

    Where something else than half a line at the end cannot be read, the file is set aside, and the
    lines that can be read begin a new one.

    Args:
        path: of the log.
        step: the last one that is kept.
        renamed: names of columns in the logs of older versions → what they are called now.

    Returns:
        None, or what the user should know.

    Raises:
        OSError: the new log cannot be written.
    """
    if not is_there(path):
        return None
    if _is_cut_header(path):
        remove(path)
        return None
    kept: list[str] = []
    header: list[str] = []
    fault: str | None = None
    try:
        header, lines = _parts(path)
    except (ValueError, OSError) as error:
        fault, lines = reason_of(error), []
    for number, line in enumerate(lines, 2):
        try:
            if _values(line, header)[0] <= step:
                kept.append(line)
        except ValueError as error:
            fault = fault or f"line {number}: {error}"
    note = None
    if fault is not None:
        aside = set_aside(path)
        note = f"{path} is damaged ({fault}): it is kept as {aside.name}, and a new log is begun"
    if header:
        names = [new if (new := renamed.get(each, each)) not in header else each for each in header]
        write_own(path, "".join((_line(names), *kept)).encode())
    return note


def _is_cut_header(path: Path) -> bool:
    """Whether a file ends within its header, or is empty, as one that a kill or a full disk cut."""
    try:
        found = read_own(path)
    except (ValueError, OSError):
        return False
    is_header = BEGIN.startswith(found[: len(BEGIN)])
    return is_header and b"\n" not in found and not path.is_symlink()


def _parts(path: Path) -> tuple[list[str], list[str]]:
    """Return the header of a log and its whole lines.

    Raises:
        OSError, ValueError: there is no header of a log.
    """
    if path.is_symlink():
        raise ValueError("it is a link")
    first, *lines = read_own(path).decode("utf-8").split("\n")[:-1] or [""]
    try:
        header = next(csv.reader(io.StringIO(first)), [])
    except csv.Error as error:
        raise ValueError(str(error)) from error
    if header[:2] != ["step", "seconds"]:
        raise ValueError("it does not begin with the header of a log")
    return header, [f"{line}\n" for line in lines]


def _values(line: str, header: Sequence[str]) -> list[float]:
    """Return the numbers of a line.

    Raises:
        ValueError: they are not numbers, or not as many as the header has names.
    """
    cells = line.rstrip("\n").split(",")
    if len(cells) != len(header):
        raise ValueError(f"{len(cells)} numbers for {len(header)} columns")
    values = list(map(float, cells))
    if math.isnan(values[0]):
        raise ValueError("its step is not a number")
    return values


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def _show(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.9g}"
