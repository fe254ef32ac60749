"""Arrays as read from a file → columns: float32 features, int64 labels, with their range.

Values are finite, or missing: NaN, and −1 in the place of a label. Whether they may be missing is
for the model to say.

8-bit numbers are pixels where an example has rows and columns, and become floats in [0, 1]. Where
an example is a plain row of numbers, its values are kept and only their range is noted. Images with
1, 3 or 4 channels behind get them in front, whatever their type.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import islice

import numpy as np

from schematic.data.data_error import DataError, RowError
from schematic.data.dataset import Array
from schematic.data.lazy_column import AnyColumn, Change, LazyColumn

Bounds = tuple[float, float] | None

LABELS = "labels"
FEATURES = "features"
UNIT = (0.0, 1.0)
EXACT = 2.0**53  # whole floats beyond this no longer count one by one
NUMBERS = "fiub"  # numpy's letters for the types of plain numbers
CHANNELS = (1, 3, 4)  # grey; red, green, blue; and an alpha channel


def to_column(array: AnyColumn, name: str, place: str) -> tuple[AnyColumn, Bounds]:
    """Convert an array of any numeric type to a column.

    Args:
        array: [N, *event], in memory or lazy.
        name: the column's name; "labels" are made integers.
        place: the file, for messages.

    Returns:
        The column, float32 [N, *event] or int64 [N], and the range that its type promises, or None.
        Of a lazy array, it is lazy too, and its rows are checked when they are read.

    Raises:
        DataError: the array holds no examples, infinite values, or labels that are not whole.
    """
    where = f"{place}: column '{name}'"
    if array.ndim == 0:
        raise DataError(f"{where} is a single number", "give one value for each example")
    if 0 in array.shape:
        raise DataError(
            f"{where} has no examples: its shape is {array.shape}", "give at least one example"
        )
    if array.dtype.kind not in NUMBERS:
        raise DataError(
            f"{where} holds no plain numbers: its type is {array.dtype}",
            "save it as floats or integers",
        )
    change, bounds = _choose(array, name, where)
    if isinstance(array, LazyColumn):
        return array.mapped(change, certain=_certain(array, bounds)), bounds
    return change(array), bounds


def to_labels(array: Array, where: str) -> Array:
    """Convert whole numbers to int64 [N]; a missing one, NaN, becomes −1.

    Args:
        array: [N], or [N, 1]; of any numeric type.
        where: the file and column, for messages.

    Raises:
        DataError: an example has several numbers, or one that is not whole.
    """
    flat = array.reshape(len(array), -1)
    if flat.shape[1] != 1:
        raise DataError(
            f"{where} has {flat.shape[1]} numbers for each example where a class is one",
            "number the classes 0, 1, 2, …",
        )
    lacking = flat.dtype.kind == "f" and np.isnan(flat)
    flat = np.where(lacking, -1, flat) if np.any(lacking) else flat
    whole = is_whole(flat[:, 0])
    if not whole.all():
        row = int(np.argmin(whole))
        raise RowError(
            where, row, f"{flat[row, 0]} is no class number", "number the classes 0, 1, 2, …"
        )
    return flat[:, 0].astype(np.int64)


def is_whole(values: Array) -> Array:
    """Return which values [*shape] are whole and exact in int64, as bool [*shape]."""
    if values.dtype.kind == "u":
        return np.asarray(values <= np.iinfo(np.int64).max)
    if values.dtype.kind != "f":
        return np.ones(values.shape, bool)
    return np.asarray((np.abs(values) <= EXACT) & (np.trunc(values) == values))


def to_pixels(array: Array) -> Array:
    """Convert pixels of 8 or 16 bits to float32 in [0, 1], channels first.

    Args:
        array: uint8 or uint16 [N, H, W], [N, H, W, C] or [N, C, H, W].

    Returns:
        float32 [N, C, H, W].
    """
    return channels_first(array).astype(np.float32, order="C") / np.float32(
        np.iinfo(array.dtype).max
    )


def channels_first(images: Array) -> Array:
    """Turn [N, H, W] into [N, 1, H, W] and [N, H, W, C] into [N, C, H, W]; keep all else."""
    return images[:, None] if images.ndim == 3 else move_channels(images)


def move_channels(images: Array) -> Array:
    """Turn [N, H, W, C] into [N, C, H, W] where C is 1, 3 or 4 and H is not; keep all else."""
    if images.ndim == 4 and images.shape[1] not in CHANNELS and images.shape[3] in CHANNELS:
        return np.moveaxis(images, 3, 1)
    return images


def shared_bounds(bounds: Iterable[Bounds]) -> Bounds:
    """Return the range that several columns share; None where it differs or is unknown."""
    distinct = set(bounds)
    return distinct.pop() if len(distinct) == 1 else None


def to_table(arrays: Mapping[str, AnyColumn], place: str) -> tuple[dict[str, AnyColumn], Bounds]:
    """Return the columns of one table, and the range of all that are not labels.

    Raises:
        DataError: as `to_column`.
    """
    columns = {name: to_column(array, name, place) for name, array in arrays.items()}
    bounds = shared_bounds(known for name, (_, known) in columns.items() if name != LABELS)
    return {name: array for name, (array, _) in columns.items()}, bounds


def _choose(array: AnyColumn, name: str, where: str) -> tuple[Change, Bounds]:
    """What makes a column of rows of an array, and the range that they are known to lie in.

    What is made of a row depends on the row alone, once it is chosen here.
    """
    if name == LABELS or (array.dtype.kind in "iu" and array.ndim == 1):
        return partial(_quietly, to_labels, where=where), None
    if array.dtype.kind == "f":
        return partial(_quietly, _reals, where=where), None
    if array.dtype == np.uint8:
        return _choose_bytes(array, where)
    return _as_floats, None


def _choose_bytes(array: AnyColumn, where: str) -> tuple[Change, Bounds]:
    """As `_choose`, of numbers in 0 … 255: a mask, a plain row, or pixels."""
    if not has_above_one(array):
        return partial(_mask, where=where), None
    return (_as_floats, (0.0, 255.0)) if array.ndim == 2 else (to_pixels, UNIT)


def has_above_one(array: AnyColumn) -> bool:
    """Whether 8-bit numbers are more than a mask; of rows that are decoded, the first tell."""
    if not isinstance(array, LazyColumn):
        return bool(array.max() > 1)
    chunks = array.chunks()
    return any(
        chunk.max() > 1 for chunk in (chunks if array.source.is_quick else islice(chunks, 1))
    )


def _certain(array: LazyColumn, bounds: Bounds) -> Bounds:
    """The range in which values lie by their type; whole numbers are never missing."""
    return bounds if array.dtype == np.uint8 else None


def _quietly(change: Callable[[Array, str], Array], rows: Array, where: str) -> Array:
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is looked for
        return change(rows, where)


def _reals(array: Array, where: str) -> Array:
    array = move_channels(array)
    column = array.astype(np.float32, order="C")
    infinite = np.isinf(column).reshape(len(column), -1).any(axis=1)
    if infinite.any():
        row = int(np.argmax(infinite))
        values = array[row].reshape(-1)
        bad = values[np.isinf(column[row].reshape(-1))][0]
        raise RowError(
            where,
            row,
            f"{bad} is not a finite 32-bit number",
            "leave out such rows, or make their numbers smaller",
        )
    return column


def _as_floats(array: Array) -> Array:
    return move_channels(array).astype(np.float32, order="C")


def _mask(array: Array, where: str) -> Array:
    """8-bit numbers of which none is above 1, as they are, channels first."""
    if array.max() > 1:
        row = int((array > 1).reshape(len(array), -1).any(axis=1).argmax())
        raise RowError(
            where,
            row,
            f"{array[row].max()} is above 1, and no example before it had such a number: those "
            "were taken for a mask",
            "bring images in one form: bytes from 0 to 255 in all, or 0 and 1",
        )
    images = channels_first(array) if array.ndim > 2 else array
    return images.astype(np.float32, order="C")
