"""`conv(32, 64)`: convolutions of these channels, from an image, to an image, or between two."""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._flat import unflattening
from schematic.constructors._hidden import behind, hidden, norm_layer, row, with_weights
from schematic.constructors._joined import channels_of, entering, entering_maps, features_of
from schematic.constructors._maps import (
    changes_sides,
    images_of,
    one_pixel,
    shrinking,
    too_many_halves,
)
from schematic.constructors._port import Port, describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.spaces import Space, is_image


@page("SGM501")
def conv_without_image(span: Span, net: str, ends: str) -> Diagnostic:
    """`conv` between nodes that are not images.

    A convolution needs an image, [channels, height, width], at one end at least. Its direction
    follows from its ends: image to vector shrinks, vector to image grows, image to image stays.
    """
    message = f"`conv` finds no image at the ends of net `{net}`"
    cause = f"the ends are {ends}, and an image is [channels, height, width]"
    return Diagnostic("SGM501", message, span, cause, "use `mlp`, or give a node an image's shape")


@page("SGM518")
def even_kernel(span: Span, net: str, kernel: int) -> Diagnostic:
    """A kernel of even size where a convolution keeps height and width.

    A kernel of odd size has a middle, so a convolution with it can keep the sides of an image:
    between images, and behind `up = nearest`. An even kernel, such as the 4 of a DCGAN, halves and
    doubles them.
    """
    message = f"a kernel of {kernel} cannot keep the height and the width of maps in net `{net}`"
    cure = f"write `kernel = {kernel - 1 if kernel > 2 else 3}`"
    return Diagnostic("SGM518", message, span, "its size is even, so it has no middle", cure)


class Conv(Constructor):
    """Strides of two shrink and grow images; between images sides stay."""

    name = "conv"
    needs_sizes = True
    options = ("act", "kernel", "norm", "dropout", "up", "embedding", "init")

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """A finding where there is no image, or where images have different sides."""
        if use.port.image is None and not is_image(use.port.child):
            yield conv_without_image(use.span, use.name, describe(use.port))
        elif len(images_of(use.port)) > 1:
            yield changes_sides(use.span, self.name, use.name, describe(use.port))
        else:
            yield from _check_options(use)

    def layers(self, inside: Inside, port: Port) -> Layers:
        """The direction follows from the ends."""
        if port.image is None:
            return _up(inside, port)
        return _across(inside, port) if is_image(port.child) else _down(inside, port, port.image)

    def reads_maps(self, port: Port) -> bool:
        """Where a parent is an image."""
        return port.image is not None

    def channels_last(self, inside: Inside, port: Port) -> bool:
        """Unless a norm goes through the channels of each image: it would read across memory."""
        return not inside.normalises_images

    def has_features(self, inside: Inside, port: Port) -> bool:
        """The last maps on the way from an image to a vector."""
        return not port.is_known or (port.image is not None and not is_image(port.child))

    def features(self, inside: Inside, port: Port) -> int:
        """The channels and pixels of the last maps."""
        assert port.image is not None
        return inside.sizes[-1] * math.prod(_sides_of(port.image, inside)[-1])


CONSTRUCTOR = Conv()


def _check_options(use: NetUse) -> Iterator[Diagnostic]:
    """Findings where the options do not fit the sides of the maps."""
    inside, image = use.inside, use.port.image
    keeps = image is not None and is_image(use.port.child)
    if inside.options.kernel % 2 == 0 and (keeps or inside.options.up == "nearest"):
        yield even_kernel(use.span, use.name, inside.options.kernel)
        return
    outer = use.port.child if image is None else image
    sides = [outer.shape[1:]] * 2 if keeps and outer.shape else _sides_of(outer, inside)
    if 0 in sides[-1]:
        yield too_many_halves(use.span, use.name, len(inside.sizes), str(outer))
    elif inside.options.norm == "instance" and math.prod(sides[-1]) == 1:
        yield one_pixel(use.span, use.name)


def _sides_of(image: Space, inside: Inside) -> list[tuple[int, ...]]:
    """Height and width after each stride of two, the full ones first."""
    return shrinking(image, len(inside.sizes), inside.options.kernel)


def _down(inside: Inside, port: Port, image: Space) -> Layers:
    """Strided convolutions, then a linear map."""
    widths = (channels_of(inside, port), *inside.sizes)
    rows = [
        hidden(_strided(before, after, inside), after, inside, maps=True, normed=at > 0)
        for at, (before, after) in enumerate(zip(widths, inside.sizes, strict=False))
    ]
    features = inside.sizes[-1] * math.prod(_sides_of(image, inside)[-1])
    head = with_weights(f"nn.Linear({features}, {port.outputs})", inside)
    return Layers(
        (*entering_maps(inside, port), *rows, "nn.Flatten()"), (head, *unflattening(port))
    )


def _strided(before: int, after: int, inside: Inside) -> str:
    kernel = inside.options.kernel
    return f"nn.Conv2d({before}, {after}, {kernel}, stride=2, padding={(kernel - 1) // 2})"


def _up(inside: Inside, port: Port) -> Layers:
    """A linear map to small maps, then convolutions that double their sides."""
    assert port.child.shape is not None
    sides = _sides_of(port.child, inside)
    start = (inside.sizes[0], *sides[-1])
    after = (*inside.sizes[1:], port.child.shape[0] * port.copies)
    rows = [*entering(inside, port), *_first(start, inside, port)]
    for step, (size, following) in enumerate(zip(inside.sizes, after, strict=True)):
        level = len(inside.sizes) - 1 - step
        before, layer = _larger(size, following, sides[level], inside)
        if level:
            rows += [*before, hidden(layer, following, inside, maps=True)]
        else:
            rows += [*before, with_weights(layer, inside)]
    return Layers(tuple(rows[:-1]), (rows[-1],))


def _first(start: tuple[int, ...], inside: Inside, port: Port) -> Iterator[str]:
    """The linear map to the smallest maps; a norm is one of maps, so it stands behind them."""
    linear = with_weights(f"nn.Linear({features_of(inside, port)}, {math.prod(start)})", inside)
    unflatten = f"nn.Unflatten(1, {start})"
    if norm := norm_layer(start[0], inside, maps=True):
        yield row(linear, unflatten)
        yield row(*behind(norm, inside))
    else:
        yield row(linear, *behind("", inside))
        yield unflatten


def _larger(
    size: int, following: int, sides: tuple[int, ...], inside: Inside
) -> tuple[tuple[str, ...], str]:
    """What stands before a convolution that leads to maps of these sides, and it."""
    kernel = inside.options.kernel
    padding = (kernel - 1) // 2
    if inside.options.up == "nearest":
        layer = f"nn.Conv2d({size}, {following}, {kernel}, padding={padding})"
        return (f"nn.Upsample(size={sides})",), layer
    odd = kernel % 2
    extra = tuple((side + odd) % 2 for side in sides)
    more = f", output_padding={extra}" if odd or any(extra) else ""
    pads = f"stride=2, padding={padding}{more}"
    return (), f"nn.ConvTranspose2d({size}, {following}, {kernel}, {pads})"


def _across(inside: Inside, port: Port) -> Layers:
    """Convolutions that keep height and width."""
    assert port.child.shape is not None
    widths = (channels_of(inside, port), *inside.sizes)
    kernel = inside.options.kernel
    shape = f"{kernel}, padding={kernel // 2}"
    rows = [
        hidden(f"nn.Conv2d({a}, {b}, {shape})", b, inside, maps=True, normed=at > 0)
        for at, (a, b) in enumerate(zip(widths, inside.sizes, strict=False))
    ]
    last = f"nn.Conv2d({widths[-1]}, {port.child.shape[0] * port.copies}, {shape})"
    return Layers((*entering_maps(inside, port), *rows), (with_weights(last, inside),))
