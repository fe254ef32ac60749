"""A Python object with a length and items → a Dataset whose rows are those items.

Such are the map-style data sets of `torch.utils.data` and of Hugging Face's `datasets`, and lists.
An item is a dict, whose keys name columns; or a value, "features"; or a pair of a value and a
class, "features" and "labels". A value is a number, an array, a tensor, or an image of Pillow.
Nothing of
torch is imported: what an item is, is asked of the item.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from schematic.data.columns import FEATURES, LABELS, shared_bounds, to_column
from schematic.data.data_error import DataError
from schematic.data.dataset import Array, Columns, Dataset
from schematic.data.image_pixels import pixels_of
from schematic.data.lazy_column import LazyColumn

FORM = (
    "let an item be a dict of arrays, tensors, images or numbers by the names of nodes or columns; "
    "or a pair (x, class); or x alone"
)


class Items(Protocol):
    """What has N items."""

    def __len__(self) -> int:
        """Return N."""

    def __getitem__(self, index: int, /) -> Any:
        """Return an item."""


class MapRows:
    """The items of an object, as rows of columns.

    An item may be another each time that it is asked for, such as an image that is turned at
    random. So items are not gone through before training, and their values are not compared with
    those of another time.
    """

    is_quick = is_fixed = False

    def __init__(self, items: Items, name: str, workers: int = 0) -> None:
        """Look at the first item, which says what columns there are.

        Args:
            items: the object.
            name: what messages call it.
            workers: how many threads may ask for items at once, ahead of a step.

        Raises:
            DataError: there is no item, or the first cannot be used.
        """
        self.items, self.called, self.workers = items, name, workers
        if len(items) == 0:
            raise DataError(f"{name} has no items", "give at least one example")
        self.first = self._item(0)

    def __len__(self) -> int:
        """Return N."""
        return len(self.items)

    def name(self, number: int) -> str:
        """Return what messages call a row."""
        return f"item {number}"

    def read(self, numbers: Array) -> Mapping[str, Array]:
        """Ask for items int64 [M], and return their values, [M, *event] by column.

        Raises:
            DataError: an item cannot be had, or is not like the first.
        """
        found = [self._item(number) for number in numbers.tolist()]
        for number, item in zip(numbers.tolist(), found, strict=True):
            self._require_alike(number, item)
        return {key: np.stack([item[key] for item in found]) for key in self.first}

    def _item(self, number: int) -> dict[str, Array]:
        try:
            item = self.items[number]
        except Exception as error:
            raise DataError(
                f"{self.called}: item {number} cannot be had: {type(error).__name__}: {error}",
                f"look at what `{self.called}[{number}]` does",
            ) from error
        return {
            key: _value(value, f"{self.called}: '{key}' of item {number}")
            for key, value in _by_column(item, f"{self.called}: item {number}").items()
        }

    def _require_alike(self, number: int, item: Mapping[str, Array]) -> None:
        for key, first in self.first.items():
            if key not in item:
                raise DataError(f"{self.called}: item {number} has no '{key}', as item 0 has", FORM)
            value = item[key]
            if (value.shape, value.dtype.kind) != (first.shape, first.dtype.kind):
                raise DataError(
                    f"{self.called}: '{key}' of item {number} is {_described(value)}, that of item "
                    f"0 is {_described(first)}",
                    "bring all items to one shape and type",
                )


def is_items(data: object) -> bool:
    """Return whether an object has a length, and items that may be asked for in any order."""
    kinds = {kind.__name__ for kind in type(data).__mro__}
    has_items = hasattr(data, "__getitem__") and hasattr(data, "__len__")
    return has_items and "IterableDataset" not in kinds and not isinstance(data, Mapping)


def read_items(data: object, name: str, workers: int = 0) -> Dataset:
    """Make a Dataset of an object, not yet split unless it comes as two.

    Args:
        data: an object with items; or a dict of two, "train" and "test".
        name: what messages call it.
        workers: how many threads may ask for items at once, ahead of a step.

    Raises:
        DataError: it has no items, or the first cannot be used.
    """
    parts = data if isinstance(data, Mapping) else {"train": data}
    if not set(parts) <= {"train", "test"} or "train" not in parts:
        raise DataError(
            f"{name} has the parts {', '.join(map(repr, parts)) or 'none'}",
            'give {"train": …, "test": …}, or the training examples alone',
        )
    found = {split: _table(part, name, workers) for split, part in parts.items()}
    test = {"": found["test"][0]} if "test" in found else {}
    return Dataset(name, {"": found["train"][0]}, test, shared_bounds(b for _, b in found.values()))


def _table(items: object, name: str, workers: int) -> tuple[Columns, tuple[float, float] | None]:
    if not is_items(items):
        raise DataError(
            f"{name} cannot give its items in any order: it has no length, or no items by number",
            "training shows examples in an order of its own and can go on at any step; give a "
            "map-style data set, with `__len__` and `__getitem__`, or write the examples to .npy",
        )
    rows = MapRows(items, name, workers)  # type: ignore[arg-type]  # which is asked for above
    numbers = np.arange(len(rows))
    columns, bounds = {}, []
    for key, first in rows.first.items():
        raw = LazyColumn(rows, key, numbers, (), first.shape, first.dtype)
        columns[key], known = to_column(raw, key, name)
        if columns[key].dtype.kind == "f":
            bounds.append(known)
    return columns, shared_bounds(bounds)


def _by_column(item: Any, where: str) -> Mapping[str, Any]:
    if isinstance(item, Mapping):
        return {str(key): value for key, value in item.items()}
    if not isinstance(item, tuple | list):
        return {FEATURES: item}
    if len(item) == 1:
        return {FEATURES: item[0]}
    if len(item) == 2 and _is_class(item[1]):
        return {FEATURES: item[0], LABELS: item[1]}
    raise DataError(f"{where} is a {type(item).__name__} of {len(item)} that is no pair", FORM)


def _is_class(value: Any) -> bool:
    """Whether a value is one whole number."""
    if isinstance(value, int):
        return True
    if not hasattr(value, "__array__"):
        return False
    array = np.asarray(value)
    return array.size == 1 and array.dtype.kind in "iu"


def _value(value: Any, where: str) -> Array:
    """A value as an array of plain numbers; an image has its channels in front."""
    if hasattr(value, "getbands"):  # an image of Pillow
        return pixels_of(value, where).pixels
    try:
        array = np.asarray(value)
    except Exception as error:
        raise DataError(f"{where}: {type(error).__name__}: {error}", FORM) from error
    if array.dtype.kind not in "fiub":
        raise DataError(f"{where} is {type(value).__name__}, which is no plain number", FORM)
    return array


def _described(array: Array) -> str:
    return f"{array.dtype} of shape {list(array.shape)}"
