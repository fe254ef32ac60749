"""`conv(32, 64)`: convolutions of these channels, from an image, to an image, or between two."""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._flat import flattening, unflattening
from schematic.constructors._port import Port, describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.spaces import Space, is_image, width


@page("SGM501")
def conv_without_image(span: Span, net: str, ends: str) -> Diagnostic:
    """`conv` between nodes that are not images.

    A convolution needs an image, [channels, height, width], at one end at least. Its direction
    follows from its ends: image to vector shrinks, vector to image grows, image to image stays.
    """
    message = f"`conv` finds no image at the ends of net `{net}`"
    cause = f"the ends are {ends}, and an image is [channels, height, width]"
    return Diagnostic("SGM501", message, span, cause, "use `mlp`, or give a node an image's shape")


@page("SGM506")
def conv_changes_sides(span: Span, net: str, ends: str) -> Diagnostic:
    """`conv` between images of different height or width.

    Between images a convolution keeps height and width; images that it takes together have the
    same ones. Only the number of channels may differ.
    """
    message = f"`conv` cannot change the height or the width of images in net `{net}`"
    cure = "give the images the same height and width, or use `mlp`"
    return Diagnostic("SGM506", message, span, f"the ends are {ends}", cure)


class Conv(Constructor):
    """Strides of two shrink and grow images; between images sides stay."""

    name = "conv"
    needs_sizes = True

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """A finding where there is no image, or where images have different sides."""
        if use.port.image is None and not is_image(use.port.child):
            yield conv_without_image(use.span, use.name, describe(use.port))
        elif len(_sides(use.port)) > 1:
            yield conv_changes_sides(use.span, use.name, describe(use.port))

    def layers(self, inside: Inside, port: Port) -> Layers:
        """The direction follows from the ends."""
        if port.image is None:
            return _up(inside, port)
        return _across(inside, port) if is_image(port.child) else _down(inside, port, port.image)

    def reads_maps(self, port: Port) -> bool:
        """Where a parent is an image."""
        return port.image is not None

    def has_features(self, inside: Inside, port: Port) -> bool:
        """The last maps on the way from an image to a vector."""
        return not port.is_known or (port.image is not None and not is_image(port.child))

    def features(self, inside: Inside, port: Port) -> int:
        """The channels and pixels of the last maps."""
        assert port.image is not None
        return inside.sizes[-1] * math.prod(_shrunk(port.image, len(inside.sizes)))


CONSTRUCTOR = Conv()


def _sides(port: Port) -> set[tuple[int, ...]]:
    """The heights and widths between which a convolution would run without changing them."""
    images = [space for space in port.parents if is_image(space)]
    spaces = (*images, port.child) if images and is_image(port.child) else images
    return {space.shape[1:] for space in spaces if space.shape is not None}


def _channels(port: Port) -> int:
    """Channels of the joined input: images bring theirs, vectors one a number."""
    return sum(s.shape[0] if s.shape and is_image(s) else width(s) for s in port.parents)


def halved(size: int, times: int) -> list[int]:
    """A side's length after each stride of two, the full length first."""
    sizes = [size]
    for _ in range(times):
        sizes.append((sizes[-1] + 1) // 2)
    return sizes


def _shrunk(image: Space, times: int) -> tuple[int, ...]:
    """Height and width after some strides of two."""
    return tuple(halved(side, times)[-1] for side in (image.shape or ())[1:])


def _down(inside: Inside, port: Port, image: Space) -> Layers:
    """Strided convolutions, then a linear map."""
    widths = (_channels(port), *inside.sizes)
    rows = [
        f"nn.Conv2d({before}, {after}, 3, stride=2, padding=1), {inside.act}"
        for before, after in zip(widths, inside.sizes, strict=False)
    ]
    features = inside.sizes[-1] * math.prod(_shrunk(image, len(inside.sizes)))
    head = f"nn.Linear({features}, {port.outputs})"
    return Layers((*rows, "nn.Flatten()"), (head, *unflattening(port)))


def _up(inside: Inside, port: Port) -> Layers:
    """A linear map to small maps, then strided transposed convolutions."""
    assert port.child.shape is not None
    channels, *sides = port.child.shape
    heights, widths = (halved(side, len(inside.sizes)) for side in sides)
    start = (inside.sizes[0], heights[-1], widths[-1])
    first = f"nn.Linear({port.inputs}, {math.prod(start)}), {inside.act}"
    rows = [*flattening(port), first, f"nn.Unflatten(1, {start})"]
    after = (*inside.sizes[1:], channels * port.copies)
    for step, (size, following) in enumerate(zip(inside.sizes, after, strict=True)):
        level = len(inside.sizes) - 1 - step
        extra = (1 - heights[level] % 2, 1 - widths[level] % 2)
        layer = (
            f"nn.ConvTranspose2d({size}, {following}, 3, stride=2, padding=1, "
            f"output_padding={extra})"
        )
        rows.append(f"{layer}, {inside.act}" if level else layer)
    return Layers(tuple(rows[:-1]), (rows[-1],))


def _across(inside: Inside, port: Port) -> Layers:
    """Convolutions that keep height and width."""
    assert port.child.shape is not None
    widths = (_channels(port), *inside.sizes)
    rows = [
        f"nn.Conv2d({before}, {after}, 3, padding=1), {inside.act}"
        for before, after in zip(widths, inside.sizes, strict=False)
    ]
    head = f"nn.Conv2d({widths[-1]}, {port.child.shape[0] * port.copies}, 3, padding=1)"
    return Layers(tuple(rows), (head,))
