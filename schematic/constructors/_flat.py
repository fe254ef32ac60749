"""Layers between values as rows of numbers."""

from __future__ import annotations

import math

from schematic.constructors._constructor import Inside
from schematic.constructors._hidden import hidden, with_weights
from schematic.constructors._port import Port


def flattening(port: Port) -> tuple[str, ...]:
    """From one parent of more axes to a row; several parents come as a row already."""
    alone = len(port.parents) == 1 and len(port.parents[0].shape or ()) > 1
    return ("nn.Flatten()",) if alone else ()


def dense(features: int, inside: Inside, port: Port) -> tuple[str, ...]:
    """Linear layers of the given sizes, the last one as wide as the output."""
    widths = (features, *inside.sizes)
    pairs = zip(widths, inside.sizes, strict=False)
    rows = (hidden(f"nn.Linear({a}, {b})", b, inside, maps=False) for a, b in pairs)
    return (*rows, with_weights(f"nn.Linear({widths[-1]}, {port.outputs})", inside))


def unflattening(port: Port) -> tuple[str, ...]:
    """Back to the child's shape, where that is more than a vector."""
    if len(port.joined) < 2:
        return ()
    assert math.prod(port.joined) == port.outputs
    return (f"nn.Unflatten(1, {port.joined})",)
