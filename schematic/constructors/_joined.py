"""Joined parents as a net reads them: as a row, or as channels, classes perhaps embedded."""

from __future__ import annotations

from schematic.constructors._constructor import Inside
from schematic.constructors._flat import flattening
from schematic.constructors._port import Port
from schematic.spaces import Space, is_image, width


def entering(inside: Inside, port: Port) -> tuple[str, ...]:
    """What stands before a first linear layer: parents as a row, classes as trained numbers."""
    return _embedding(inside, port, maps=False) or flattening(port)


def entering_maps(inside: Inside, port: Port) -> tuple[str, ...]:
    """The same before a first convolution, which reads an image as it is."""
    return _embedding(inside, port, maps=True)


def features_of(inside: Inside, port: Port) -> int:
    """How many numbers a first linear layer reads."""
    return sum(_width(space, inside, maps=False) for space in port.parents)


def channels_of(inside: Inside, port: Port) -> int:
    """How many channels a first convolution reads: images bring theirs, vectors one a number."""
    return sum(_width(space, inside, maps=True) for space in port.parents)


def _embedding(inside: Inside, port: Port, *, maps: bool) -> tuple[str, ...]:
    size = inside.options.embedding
    if not size:
        return ()
    sizes = tuple(_width(space, Inside(), maps=maps) for space in port.parents)
    places = tuple(at for at, space in enumerate(port.parents) if space.classes)
    return (f"Embedded({sizes}, classes={places}, size={size})",)


def _width(space: Space, inside: Inside, *, maps: bool) -> int:
    if inside.options.embedding and space.classes:
        return inside.options.embedding
    return space.shape[0] if maps and space.shape and is_image(space) else width(space)
