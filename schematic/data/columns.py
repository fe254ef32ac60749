"""Arrays as read from a file → columns: float32 features, int64 labels, with their range.

Values are finite, or missing: NaN, and −1 in the place of a label. Whether they may be missing is
for the model to say.

8-bit numbers are pixels where an example has rows and columns, and become floats in [0, 1]. Where
an example is a plain row of numbers, its values are kept and only their range is noted. Images with
1, 3 or 4 channels behind get them in front, whatever their type.
"""

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.dataset import Array

Bounds = tuple[float, float] | None

LABELS = "labels"
FEATURES = "features"
UNIT = (0.0, 1.0)
EXACT = 2.0**53  # whole floats beyond this no longer count one by one
CHANNELS = (1, 3, 4)  # grey; red, green, blue; and an alpha channel


def to_column(array: Array, name: str, place: str) -> tuple[Array, Bounds]:
    """Convert an array of any numeric type to a column.

    Args:
        array: [N, *event].
        name: the column's name; "labels" are made integers.
        place: the file, for messages.

    Returns:
        The column, float32 [N, *event] or int64 [N], and the range that its type promises, or None.

    Raises:
        DataError: the array holds no examples, infinite values, or labels that are not whole.
    """
    where = f"{place}: column '{name}'"
    if array.ndim == 0:
        raise DataError(f"{where} is a single number", "give one value for each example")
    if array.size == 0:
        raise DataError(
            f"{where} has no examples: its shape is {array.shape}", "give at least one example"
        )
    if array.dtype.kind not in _CONVERT:
        raise DataError(
            f"{where} holds no plain numbers: its type is {array.dtype}",
            "save it as floats or integers",
        )
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is looked for
        if name == LABELS:
            return to_labels(array, where), None
        return _CONVERT[array.dtype.kind](array, where)


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
        raise DataError(
            f"{where}, row {row} (from 0): {flat[row, 0]} is no class number",
            "number the classes 0, 1, 2, …",
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


def to_table(arrays: Mapping[str, Array], place: str) -> tuple[dict[str, Array], Bounds]:
    """Return the columns of one table, and the range of all that are not labels.

    Raises:
        DataError: as `to_column`.
    """
    columns = {name: to_column(array, name, place) for name, array in arrays.items()}
    bounds = shared_bounds(known for name, (_, known) in columns.items() if name != LABELS)
    return {name: array for name, (array, _) in columns.items()}, bounds


def _reals(array: Array, where: str) -> tuple[Array, Bounds]:
    array = move_channels(array)
    column = array.astype(np.float32, order="C")
    infinite = np.isinf(column).reshape(len(column), -1).any(axis=1)
    if infinite.any():
        row = int(np.argmax(infinite))
        values = array[row].reshape(-1)
        bad = values[np.isinf(column[row].reshape(-1))][0]
        raise DataError(
            f"{where}, row {row} (from 0): {bad} is not a finite 32-bit number",
            "leave out such rows, or make their numbers smaller",
        )
    return column, None


def _integers(array: Array, where: str) -> tuple[Array, Bounds]:
    if array.dtype == np.uint8 and array.ndim > 1:
        return _bytes(array)
    if array.ndim == 1:
        return to_labels(array, where), None
    return move_channels(array).astype(np.float32, order="C"), None


def _bytes(array: Array) -> tuple[Array, Bounds]:
    if array.max() <= 1:  # a mask, not a picture
        images = channels_first(array) if array.ndim > 2 else array
        return images.astype(np.float32, order="C"), None
    if array.ndim == 2:
        return array.astype(np.float32), (0.0, 255.0)
    return to_pixels(array), UNIT


def _bits(array: Array, where: str) -> tuple[Array, Bounds]:
    return move_channels(array).astype(np.float32, order="C"), None


_CONVERT: Mapping[str, Callable[[Array, str], tuple[Array, Bounds]]] = {
    "f": _reals,
    "i": _integers,
    "u": _integers,
    "b": _bits,
}  # numpy's letter for a family of types → how it becomes a column
