"""The options of a run, and its data as they are now → its setup, and what has changed.

A run remembers a digest of all its data, and one of each example that it holds out. So its data may
be moved; and where some were added, those that were held out still are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from schematic.data import NoSuchDataError, held_out_digests
from schematic.data.dataset import Array, count_examples, is_streamed, table_length
from schematic.data.held_out_rows import DIGEST
from schematic.data.split import KNOWN, SEED
from schematic.diagnostics import Source
from schematic.training.checkpoint.own_files import SMALL, is_there, read_own, reason_of
from schematic.training.options.config import Config, Request
from schematic.training.options.given_data import with_data
from schematic.training.options.prepared import learnt_of
from schematic.training.options.setup import Setup, data_place, set_up
from schematic.training.training_errors import RunError, TrainingError

HELD_OUT = "held_out.bin"
"""Digests of the held-out examples, 8 bytes each, where the data bring no test split."""
KEPT = ("fingerprint", "examples")
"""The options that say which data a run was begun with."""
MAY_BE_TRAINED_ON = "examples that are held out now may have been trained on"


@dataclass(frozen=True)
class Reread:
    """A run's setup with data.

    Attributes:
        setup: with the options that are asked for now.
        change: how the data differ from those that the run was begun with; None where they do not,
            or where others are asked for.
    """

    setup: Setup
    change: str | None = None


def write_digests(setup: Setup) -> bytes | None:
    """Return what a run remembers of its held-out examples; None where it does not.

    Data that bring a split say which these are, and streamed data would have to be read first.
    """
    if setup.dataset.held_out_by != SEED or is_streamed(setup.dataset):
        return None
    return held_out_digests(setup.dataset).tobytes()


def read_digests(folder: Path) -> tuple[str, str | None]:
    """Return the digests that a run remembers, in hexadecimal, and a note if they are damaged."""
    path = folder / HELD_OUT
    if not is_there(path):
        return "", None
    try:
        raw = read_own(path, SMALL)
        if len(raw) % DIGEST.itemsize:
            raise ValueError(f"it has {len(raw)} bytes")
    except (OSError, ValueError) as error:
        return "", f"{path} is damaged: {reason_of(error)}"
    return raw.hex(), None


def reread(
    folder: Path,
    source: Source,
    config: Config,
    changes: Mapping[str, Any],
    digests: str,
    data: object | None = None,
) -> Reread:
    """Set a run up with its data, or with others that are asked for.

    Args:
        folder: of the run, for messages.
        source: its spec.
        config: its options.
        changes: options to replace; `data` among them asks for data, moved or others.
        digests: of its held-out examples, in hexadecimal.
        data: the examples, where they are an object of Python.

    Raises:
        RunError: its data are not where they were, or have nothing of those that were held out.
        DataError: the data cannot be used.
    """
    options = {**request_of(config), **changes}
    request = Request(**({**options, "data": None} if data is not None else options))
    is_moved = data_place(config.data) != data_place(with_data(request, data)[0].data or "")
    scales = config.scales if is_moved else None
    try:
        setup = set_up(
            source,
            request,
            scales,
            learnt=learnt_of(config),
            before=config.fingerprint,
            data=data,
        )
    except NoSuchDataError as error:
        if is_moved:
            raise
        raise RunError(
            f"{folder} was trained on {config.data}, which is not there any more",
            "say where the data are now: --data PATH; `sgm sample` needs none",
        ) from error
    if _is_as_before(setup, config, is_moved=is_moved):
        return Reread(setup)
    known = np.frombuffer(bytes.fromhex(digests), DIGEST)
    if len(known) and setup.dataset.held_out_by == SEED:
        again = set_up(source, request, scales, known, learnt_of(config), config.fingerprint, data)
        if _is_as_before(again, config, is_moved=is_moved):
            return Reread(again)
        if again.dataset.held_out_by == KNOWN:
            return Reread(again, _grown(again, config, known))
        if "data" not in changes:
            raise RunError(
                f"the data {setup.config.data} are others than those that the run was begun with: "
                f"of {_count(len(known))} held out none is there",
                "put those back; or to measure on these all the same, ask for it: --data PATH",
            )
    changed = f"the data {setup.config.data} have changed since the run was begun: "
    return Reread(setup, None if is_moved else changed + MAY_BE_TRAINED_ON)


def check_resumable(folder: Path, read: Reread, config: Config, *, is_asked: bool) -> None:
    """Refuse to go on with other data than a run was begun with, unless that is asked for.

    Raises:
        TrainingError: they are others.
    """
    now = read.setup
    if read.change is None and not _is_as_before(now, config, is_moved=True):
        raise TrainingError(
            f"the data {now.config.data} are others than those that the run in {folder} was begun "
            "with",
            "begin another run: --out DIR",
        )
    if read.change is not None and not is_asked:
        raise TrainingError(
            read.change,
            f"to go on with them as they are, say so: --data {now.config.data}; or begin another "
            "run: --out DIR",
        )


def keep_fingerprint(read: Reread, config: Config) -> Setup:
    """Return a setup that remembers with which data the run was begun.

    Those that have grown, with the same examples held out, take their place.
    """
    if read.setup.dataset.held_out_by == KNOWN:
        return read.setup
    kept = {name: getattr(config, name) for name in KEPT}
    return replace(read.setup, config=replace(read.setup.config, **kept))


def request_of(config: Config) -> dict[str, Any]:
    """The options of a run as a request, but for nets: only a user names a file that is run.

    What is written out in its spec already is left out too.
    """
    asked = {field.name for field in fields(Request)} - {"nets"}
    options = {name: value for name, value in vars(config).items() if name in asked}
    return {**options, "settings": {}} if config.written_out else options


def _is_as_before(setup: Setup, config: Config, *, is_moved: bool) -> bool:
    """Whether data are those of a run; of an older one nobody knows, unless they are elsewhere."""
    if not config.fingerprint:
        return not is_moved
    return setup.config.fingerprint == config.fingerprint


def _grown(setup: Setup, config: Config, known: Array) -> str:
    """How data have changed of which some examples were held out before."""
    now, before = count_examples(setup.dataset), config.examples
    there = sum(map(table_length, setup.dataset.test.values()))
    still = "are still held out" if there == len(known) else f"{there:,} are still there"
    return (
        f"the data {setup.config.data} have changed since the run was begun: {_count(now)}, where "
        f"there were {before:,}; of {_count(len(known))} held out, "
        f"{'all ' if there == len(known) else ''}{still}, and the others are for training"
    )


def _count(number: int) -> str:
    return f"{number:,} example{'' if number == 1 else 's'}"
