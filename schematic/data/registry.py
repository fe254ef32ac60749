"""A name or a path → a Dataset: the embedded data sets, and the way to one's own."""

import difflib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from schematic.data.data_error import DataError, NoSuchDataError, quote
from schematic.data.data_format import readable
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array, Dataset, held
from schematic.data.digits import digits, digits_binary, digits_halves, digits_twice
from schematic.data.files import read_path
from schematic.data.known_elsewhere import KNOWN, how_to_bring
from schematic.data.map_rows import read_items
from schematic.data.preparation.image_changes import asked_changes
from schematic.data.preparation.prepared_images import prepare_images
from schematic.data.split import keep_fraction, split_if_whole
from schematic.data.toys import grid, moons, moons_rotated, moons_unpaired, ring

ALIKE = 0.65  # of names that may be meant: `digit` is like `digits`, `mnist` is not like `moons`
ALIKE_ELSEWHERE = 0.75  # of a name that people know: `mnits` is like `mnist`
OBJECT = "object:"
"""What the name of an object of Python begins with where a run keeps names of data."""
Loader = Callable[[int], Dataset]

EMBEDDED: Mapping[str, Loader] = MappingProxyType(
    {
        "digits": lambda seed: digits(),
        "digits-binary": lambda seed: digits_binary(),
        "digits-halves": lambda seed: digits_halves(),
        "digits-twice": lambda seed: digits_twice(),
        "grid": grid,
        "moons": moons,
        "moons-rotated": moons_rotated,
        "moons-unpaired": moons_unpaired,
        "ring": ring,
    }
)  # name → its loader, which is given the seed


def load(
    data: str | os.PathLike[str] | object,
    *,
    seed: int = 0,
    held_out: float = 0.1,
    fraction: float = 1.0,
    known: Array | None = None,
    ports: Sequence[Port] = (),
    preparing: Mapping[str, Any] = MappingProxyType({}),
    stream: bool | None = None,
    workers: int = 0,
) -> Dataset:
    """Load an embedded data set by name, or read one from a file or folder, or take an object.

    An embedded name goes before a file of the same name; write `./ring` for the file.

    Args:
        data: a key of `EMBEDDED`, a path, or an object with a length and items, such as a map-style
            data set of torch; or a dict of two, "train" and "test".
        seed: draws the toys, picks the held-out examples and the fraction kept.
        held_out: share of the examples to hold out, in [0, 1), where data bring no test split.
        fraction: share of the training examples to keep, in (0, 1]; at least one is kept.
        known: digests, uint64 [H], of examples that were held out before; where they are in the
            data, they are held out again, and no others.
        ports: the data nodes of a model, for columns that they name by the header of a table, and
            for domains that are folders.
        preparing: option → what is asked for, of the changes of images: {"resize": "64x64"}.
        stream: whether data of a path stay on the disk and are read while they are used, however
            large they are; None does so where they are larger than a share of the memory.
        workers: how many threads may ask an object for items at once, ahead of a step.

    Raises:
        DataError: a setting is out of range, a name unknown, or the data cannot be used.
    """
    _check_settings(seed, held_out, fraction)
    changes = asked_changes(preparing)
    if not isinstance(data, str | os.PathLike):
        whole = prepare_images(read_items(data, name_of(data), workers), changes)
        whole = held(whole) if stream is False else whole
        return keep_fraction(split_if_whole(whole, held_out, seed), fraction, seed)
    name = os.fspath(data)
    if name in EMBEDDED and stream:
        raise DataError(
            f"'{name}' is embedded, so it is not on the disk", "leave --stream out, or name a file"
        )
    if name in EMBEDDED:
        dataset = prepare_images(EMBEDDED[name](seed), changes)
    else:
        dataset = read_path(
            _find_path(name),
            held_out=held_out,
            seed=seed,
            known=known,
            ports=ports,
            stream=stream,
            changes=changes,
        )
    return keep_fraction(dataset, fraction, seed)


def name_of(data: object) -> str:
    """Return what messages and runs call a data set that is an object of Python."""
    return type(data).__name__


def _check_settings(seed: int, held_out: float, fraction: float) -> None:
    if seed < 0:
        raise DataError(f"seed {seed} is negative", "give a whole number from 0")
    if not 0 <= held_out < 1:
        raise DataError(f"held_out {held_out} is not in [0, 1)", "give a share such as 0.1")
    if not 0 < fraction <= 1:
        raise DataError(f"fraction {fraction} is not in (0, 1]", "give a share such as 0.5")


def _find_path(name: str) -> Path:
    if name.startswith(OBJECT):
        kind = name.removeprefix(OBJECT)
        raise DataError(
            f"the data were an object of Python, {quote(kind)}, which is not kept with a run",
            "give it again: open_run(folder, data=…) or resume(folder, data=…)",
        )
    path = Path(name)
    try:
        if name and path.exists():
            return path
    except OSError as error:
        raise DataError(f"{quote(name)}: {error.strerror}", "check the path") from error
    if any(mark in name for mark in "/\\."):
        raise NoSuchDataError(f"there is no file or folder {quote(name)}", "check the path")
    if (way := how_to_bring(name)) is not None:
        raise NoSuchDataError(f"the data set {quote(name)} is not embedded", way)
    message = f"there is no data set called {quote(name)}"
    if known := difflib.get_close_matches(name.lower(), KNOWN, n=1, cutoff=ALIKE_ELSEWHERE):
        raise NoSuchDataError(f"{message}; '{known[0]}' is not embedded", KNOWN[known[0]])
    raise NoSuchDataError(f"{message}{_guess(name)}", _choices())


def _guess(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), EMBEDDED, n=1, cutoff=ALIKE)
    return f"; did you mean '{close[0]}'?" if close else ""


def _choices() -> str:
    return (
        f"name one of {', '.join(sorted(EMBEDDED))}; or give the path of your own, since nothing "
        f"is downloaded: {readable()}"
    )
