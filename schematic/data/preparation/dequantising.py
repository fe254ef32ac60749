"""`--dequantise`: noise of one step in pixels of 8 bits, (255 x + u)/256, u uniform in (0, 1).

Pixels k/255 become numbers that are spread over [k/256, (k + 1)/256), so that they have a density.
The mean of its logarithm is a bound on the log-probability of the pixels  [Theis2016, sec. 3.1].
Examples that are held out have one draw of noise each, which follows from the seed and the pixels,
so that it is the same whenever and however they are read. Those of training get new noise in every
batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.lazy_column import AnyColumn
from schematic.data.preparation.chunks import chunks
from schematic.data.preparation.image_changes import has_pixels
from schematic.data.preparation.learnt import Standard

LEVELS = 256
KINDS = ("real", "unit")
DRAWS = 2**15
"""Places in a step between two levels to which noise is rounded: the middles of as many parts."""


def learn_levels(
    columns: Mapping[tuple[str, str], AnyColumn], ports: Sequence[Port]
) -> dict[str, int]:
    """Return the nodes whose training examples are pixels of 8 bits, with the number of levels.

    Raises:
        DataError: there are none.
    """
    found = [port.node for port in ports if port.kind in KINDS and _are_pixels(columns, port.node)]
    if not found:
        kinds = ", ".join(f"`{port.node} : {port.kind}`" for port in ports)
        raise DataError(
            f"--dequantise is for pixels of 8 bits, k/255, of real or unit nodes; none of {kinds} "
            "takes such values",
            "bring image files or arrays of uint8 [N, H, W], or leave --dequantise out",
        )
    return dict.fromkeys(found, LEVELS)


def require_pixels(columns: Mapping[tuple[str, str], AnyColumn], nodes: Sequence[str]) -> None:
    """Refuse data whose pixels are not those that a run was trained on.

    Raises:
        DataError: the values of a node are no pixels of 8 bits.
    """
    wrong = next((node for node in nodes if not _are_pixels(columns, node)), None)
    if wrong is not None:
        raise DataError(
            f"the run dequantises pixels of 8 bits, and the values of '{wrong}' are others",
            "bring image files or arrays of uint8 [N, H, W]",
        )


def spread_pixels(
    values: Any, draws: Any, levels: int, moments: tuple[Any, Any] | None = None
) -> Any:
    """Return ((levels − 1) x + u) / levels in float32, of arrays or of tensors [B, *event].

    With 256 levels, the sum and the quotient are exact, so that no number leaves its step, and none
    is 0 or 1.

    Args:
        values: pixels x in [0, 1], or (x − mean) / deviation.
        draws: whole numbers from 0 to `DRAWS` − 1; u = (draw + ½) / `DRAWS`.
        levels: how many there are.
        moments: the mean and the deviation, which fit the shape of the values; the result is
            standardised by them, too. None where nothing is.
    """
    noise = (draws + 0.5) / DRAWS
    if moments is None:
        return (values * (levels - 1) + noise) / levels
    mean, deviation = moments
    return values * ((levels - 1) / levels) + (noise - mean) / (levels * deviation)


def gather_pixels(values: Array, levels: int) -> Array:
    """Return the pixels k/(levels − 1) in whose steps numbers [B, *event] lie, as float32."""
    level = np.floor(np.nan_to_num(values, nan=0.0) * np.float32(levels)).clip(0, levels - 1)
    return np.where(np.isnan(values), values, level / np.float32(levels - 1)).astype(np.float32)


def with_fixed_noise(rows: Array, levels: int, seed: int, standard: Standard | None) -> Array:
    """Return rows float32 [B, *event] of pixels with the noise that follows from them."""
    draws = np.stack([_draws(row, seed) for row in rows])
    moments = None if standard is None else standard.spread(rows.shape[1:])
    spread: Array = spread_pixels(rows, draws, levels, moments)
    return spread


def _draws(row: Array, seed: int) -> Array:
    """Numbers from 0 to `DRAWS` − 1 as float32 [*event], which follow from a row and a seed."""
    digest = hashlib.blake2b(np.ascontiguousarray(row).data, digest_size=8)
    digest.update(str(seed).encode())
    generator = np.random.default_rng(int.from_bytes(digest.digest(), "little"))
    return generator.integers(0, DRAWS, row.shape).astype(np.float32)


def _are_pixels(columns: Mapping[tuple[str, str], AnyColumn], node: str) -> bool:
    """Whether all values are k/255, and not only 0 and 1, which are no pixels but bits."""
    between = False
    for (name, _), column in columns.items():
        if name != node:
            continue
        for rows in chunks(column):
            there = rows[~np.isnan(rows).reshape(len(rows), -1).all(axis=1)]
            if not has_pixels(there).all():
                return False
            between = between or bool(((there > 0) & (there < 1)).any())
    return between
