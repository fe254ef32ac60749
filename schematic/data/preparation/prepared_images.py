"""A Dataset and changes of images → the Dataset with its images changed, and a note of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial

from schematic.data.bounds import FLOAT, require_room
from schematic.data.dataset import Columns, Dataset
from schematic.data.lazy_column import AnyColumn, LazyColumn
from schematic.data.preparation.chunks import in_chunks
from schematic.data.preparation.image_changes import (
    AskedChanges,
    UnfitError,
    change_rows,
    is_image,
)


def prepare_images(dataset: Dataset, changes: AskedChanges, done: Collection[str] = ()) -> Dataset:
    """Change every column of images; others stay as they are.

    Args:
        dataset: of any data.
        changes: what is asked for; where it is nothing, the data stay as they are.
        done: columns whose images are changed already, one by one when they are decoded.

    Raises:
        UnfitError: no column holds images, or a change cannot be made to one.
    """
    if not changes:
        return dataset
    first = {name: array for table in dataset.train.values() for name, array in table.items()}
    found = [name for name, array in first.items() if name not in done and _holds_images(array)]
    if not found and not done:
        shapes = ", ".join(f"'{name}' {list(array.shape[1:])}" for name, array in first.items())
        raise UnfitError(
            f"{changes.options()}: {dataset.name} holds no images [channels, height, width]; the "
            f"shapes of its examples are: {shapes}",
            "bring arrays [N, 1 or 3, H, W] or image files, or leave the option out",
        )
    prepared = [
        {domain: _prepare(table, changes, dataset.name, found) for domain, table in tables.items()}
        for tables in (dataset.train, dataset.test)
    ]
    notes = [f"images '{name}' of {_shape(first[name])} are {changes.told()}" for name in found]
    notes += told_of_files(changes) if done else ()
    train, test = prepared
    return replace(dataset, train=train, test=test, notes=(*dataset.notes, *notes))


def told_of_files(changes: AskedChanges) -> tuple[str, ...]:
    """What was done to images that were changed one by one when they were read, as notes."""
    return (f"images are {changes.told()}",) if changes else ()


def _holds_images(array: AnyColumn) -> bool:
    return array.dtype.kind == "f" and is_image(array.shape[1:])


def _shape(array: AnyColumn) -> str:
    return "×".join(map(str, array.shape[1:]))


def _prepare(table: Columns, changes: AskedChanges, name: str, wanted: Collection[str]) -> Columns:
    return {
        column: _change(array, changes, f"column '{column}' of {name}")
        if column in wanted
        else array
        for column, array in table.items()
    }


def _change(array: AnyColumn, changes: AskedChanges, where: str) -> AnyColumn:
    first = change_rows(array[:1], changes, where)
    if not isinstance(array, LazyColumn):
        require_room(len(array) * first.size, 2 * FLOAT, where)
    return in_chunks(array, partial(change_rows, changes=changes, where=where))
