"""A .tar of images as WebDataset writes them, or a folder of such shards → a Dataset.

Members of one key are one example: `0001.png` and its class in `0001.cls`, a whole number as text.
`0001.sketch.png` is an image of the column "sketch". Other endings are not read. A tar is only
looked through: where its images are is kept, and they are decoded when they are asked for.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath

import numpy as np

from schematic.data.bounds import require_whole
from schematic.data.columns import FEATURES, LABELS, UNIT
from schematic.data.data_error import DataError, quote, reading
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import Columns, Dataset, held
from schematic.data.image_files import SUFFIXES, UNCHANGED
from schematic.data.image_pixels import Look, look_at, looks_changed
from schematic.data.lazy_column import AnyColumn
from schematic.data.packed_images import pixels_column
from schematic.data.positioned_file import PositionedFile
from schematic.data.preparation.image_changes import AskedChanges
from schematic.data.preparation.prepared_images import told_of_files
from schematic.data.shard_files import by_split

TAR, CLASS = ".tar", "cls"
LARGEST_MEMBER = 2**28  # bytes
HEAD = 4_096  # bytes of an image that mostly tell its size
LONGEST_CLASS = 20  # characters


@dataclass
class Found:
    """What a tar, or several, hold.

    Attributes:
        files: the tars.
        names: the tar and the key of each example.
        images: column → (file, start, length) of each image.
        classes: of examples that have one.
    """

    files: list[PositionedFile] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)
    images: dict[str, list[tuple[int, int, int]]] = field(default_factory=dict)
    classes: list[int] = field(default_factory=list)


def stream_tars(path: Path, changes: AskedChanges = UNCHANGED) -> Dataset:
    """Take the images of a tar, or of all tars of a folder, and leave them there.

    Names of shards that begin with train, or with test or val, tell the splits.

    Raises:
        DataError: a tar cannot be read, holds no images, or an example lacks what others have.
    """
    shards = by_split(path, TAR)
    parts = {split: _table(files, path, changes) for split, files in shards.items()}
    test = {"": parts["test"]} if "test" in parts else {}
    notes = told_of_files(changes)
    return Dataset(str(path), {"": parts["train"]}, test, UNIT, notes=notes)


def read_tars(path: Path, changes: AskedChanges = UNCHANGED) -> Dataset:
    """Read the images of a tar, or of all tars of a folder, into memory.

    Raises:
        DataError: as `stream_tars`, or an image is damaged.
    """
    return held(stream_tars(path, changes))


def _table(shards: list[Path], path: Path, changes: AskedChanges) -> Columns:
    found = Found()
    for shard in shards:
        with reading(shard, "a tar of images"):
            _look_through(shard, found)
    if not found.images:
        raise DataError(
            f"{path} holds no images",
            "name the members of an example key.png (or .jpg, …) and key.cls",
        )
    table: dict[str, AnyColumn] = {}
    for column, spans in found.images.items():
        _require_all(column, len(spans), found, path)
        places = np.array(spans, np.int64)
        looks = (_look(found, row, span) for row, span in enumerate(spans))
        table[column] = pixels_column(
            found.files, places, lambda row: _name(found, row), looks, changes
        )
    if found.classes:
        _require_all(CLASS, len(found.classes), found, path)
        table[LABELS] = np.array(found.classes, np.int64)
    return table


def _look_through(shard: Path, found: Found) -> None:
    """Add what a tar holds."""
    file = PositionedFile(shard, str(shard))
    found.files.append(file)
    with tarfile.open(shard, "r:") as archive:
        for key, members in _examples(archive, shard):
            found.names.append((str(shard), key))
            for ending, member in members.items():
                _add(ending, member, file, found)


def _examples(
    archive: tarfile.TarFile, shard: Path
) -> Iterator[tuple[str, dict[str, tarfile.TarInfo]]]:
    """Yield the members of each key by their endings; they follow one another."""
    key, members, seen = "", dict[str, tarfile.TarInfo](), set[str]()
    for member in archive:
        if not member.isfile():
            continue
        place = PurePosixPath(member.name)
        stem, _, ending = place.name.partition(".")
        if not stem or not ending:
            continue
        now = str(place.with_name(stem))
        if now != key:
            if members:
                yield key, members
            if now in seen:
                raise DataError(
                    f"{shard}: the members of {quote(now)} do not follow one another",
                    "write all members of an example one after another",
                )
            key, members = now, {}
            seen.add(now)
        members[ending.lower()] = member
    if members:
        yield key, members


def _add(ending: str, member: tarfile.TarInfo, file: PositionedFile, found: Found) -> None:
    if member.issparse() or member.size > LARGEST_MEMBER:
        raise DataError(
            f"{file.where}: {member.name} has {member.size:,} bytes, or holes",
            f"keep members below {LARGEST_MEMBER:,} bytes, and write them as they are",
        )
    require_whole(file.length(), member.offset_data + member.size, file.where)
    column, _, suffix = ending.rpartition(".")
    if f".{suffix}" in SUFFIXES:
        span = (len(found.files) - 1, member.offset_data, member.size)
        found.images.setdefault(column or FEATURES, []).append(span)
    elif ending == CLASS:
        text = file.read(member.offset_data, min(member.size, LONGEST_CLASS)).decode(
            "ascii", "replace"
        )
        if not text.strip().isdecimal():
            raise DataError(
                f"{file.where}: {member.name} holds {quote(text)}, which is no class number",
                "number the classes 0, 1, 2, …",
            )
        found.classes.append(int(text))


def _look(found: Found, row: int, span: tuple[int, int, int]) -> Look:
    """Read the head of an image; where its first bytes do not tell, all of it."""
    file, start, length = span
    try:
        return look_at(_name(found, row), found.files[file].read(start, min(length, HEAD)))
    except DataError:
        return look_at(_name(found, row), found.files[file].read(start, length))


def _name(found: Found, row: int) -> str:
    shard, key = found.names[row]
    return f"{shard}: {key}"


def _require_all(what: str, count: int, found: Found, path: Path) -> None:
    if count != len(found.names):
        raise DataError(
            f"{path}: {count:,} of {len(found.names):,} examples have '{what}'",
            "give every example the same members",
        )


def _numbers(path: Path, changes: AskedChanges = UNCHANGED) -> int:
    """How many numbers the images have, if all are like the first; 0 where that cannot be told."""
    found = Found()
    try:
        for shard in chain(*by_split(path, TAR).values()):
            with reading(shard, "a tar of images"):
                _look_through(shard, found)
        heads = (_look(found, 0, spans[0]) for spans in found.images.values())
        first = list(looks_changed(heads, changes))
    except DataError:
        return 0
    size = sum(look.width * look.height * (3 if look.has_colour else 1) for look in first)
    return size * len(found.names)


def _streaming(changes: AskedChanges) -> Streaming:
    """How images that are changed one by one are decoded when they are asked for."""
    return Streaming(
        lambda path: _numbers(path, changes), lambda path: stream_tars(path, changes), _streaming
    )


STREAMING = _streaming(UNCHANGED)
FORMAT = DataFormat(
    ".tar of images (WebDataset)",
    lambda path: path.suffix.lower() == TAR,
    read_tars,
    read_changed=read_tars,
    streaming=STREAMING,
)
