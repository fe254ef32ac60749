"""Arrays as they were read, and the columns made of them → notes of what was changed on the way."""

from schematic.data.columns import has_above_one
from schematic.data.dataset import Columns


def conversions(raw: Columns, table: Columns) -> tuple[str, ...]:
    """Return a note for each column whose values or axes are not those of its array.

    Args:
        raw: column → the array [N, *event], as it was read.
        table: the columns that became of them.
    """
    notes: list[str] = []
    for name, array in raw.items():
        column = table[name]
        if sorted(column.shape) == sorted(array.shape) and column.shape != array.shape:
            notes.append(f"the channels of '{name}' came last, and are put first")
        if array.dtype.name == "uint8" and array.ndim > 2:
            is_mask = not has_above_one(array)
            notes.append(
                f"'{name}' has 8 bits, all 0 or 1, which stay so"
                if is_mask
                else f"'{name}' has 8 bits, which are divided by 255"
            )
    return tuple(notes)
