"""`resnet(32, 64)`: residual blocks of these channels or widths  [He2016].

Each block adds two layers to what it reads. From an image every size but the first halves the
sides, to an image every one doubles them; between images sides stay, and between vectors layers
are linear.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._flat import unflattening
from schematic.constructors._hidden import behind, norm_layer, with_weights
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
from schematic.spaces import is_image


@page("SGM519")
def norm_of_rows(span: Span, net: str, norm: str) -> Diagnostic:
    """`norm = instance` in a net that reads and gives vectors.

    An instance norm is one of each channel's pixels. A `resnet` between vectors has none.
    """
    message = f"`norm = {norm}` of net `{net}` asks for an image"
    cure = "write `norm = layer`, or give a node an image's shape"
    return Diagnostic("SGM519", message, span, "its ends are vectors", cure)


class ResNet(Constructor):
    """What activation and norm stand before a layer: blocks of the second kind  [He2016]."""

    name = "resnet"
    needs_sizes = True
    options = ("act", "norm", "dropout", "depth", "embedding", "init")

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """A finding where sides do not fit."""
        inside, port, ends = use.inside, use.port, describe(use.port)
        image = port.image or (port.child if is_image(port.child) else None)
        if image is None:
            if inside.options.norm == "instance":
                yield norm_of_rows(use.span, use.name, inside.options.norm)
        elif len(images_of(port)) > 1:
            yield changes_sides(use.span, self.name, use.name, ends)
        elif not (port.image and is_image(port.child)):
            sides = shrinking(image, len(inside.sizes) - bool(port.image))
            if any(1 in each for each in sides[:-1]):
                yield too_many_halves(use.span, use.name, len(sides) - 1, str(image))
            elif inside.options.norm == "instance" and math.prod(sides[-1]) == 1:
                yield one_pixel(use.span, use.name)

    def layers(self, inside: Inside, port: Port) -> Layers:
        """The direction follows from the ends."""
        if port.image is not None:
            return _across(inside, port) if is_image(port.child) else _down(inside, port)
        return _up(inside, port) if is_image(port.child) else _flat(inside, port)

    def reads_maps(self, port: Port) -> bool:
        """Where a parent is an image."""
        return port.image is not None

    def channels_last(self, inside: Inside, port: Port) -> bool:
        """Where there are maps."""
        return port.image is not None or is_image(port.child)

    def has_features(self, inside: Inside, port: Port) -> bool:
        """What the last block gives, on the way to a vector."""
        return not port.is_known or not is_image(port.child)

    def features(self, inside: Inside, port: Port) -> int:
        """The width of the last block, or its channels, averaged over pixels."""
        return inside.sizes[-1]


CONSTRUCTOR = ResNet()


def _down(inside: Inside, port: Port) -> Layers:
    """Blocks that halve the sides, the mean over pixels, and a linear map."""
    blocks = [
        block
        for at, (before, after) in enumerate(_steps(inside))
        for block in _blocks(before, after, inside, change="down" if at else "")
    ]
    trunk = (
        *entering_maps(inside, port),
        _conv(channels_of(inside, port), inside.sizes[0], inside),
        *blocks,
        *_end(inside, maps=True),
        "nn.AdaptiveAvgPool2d(1), nn.Flatten()",
    )
    head = with_weights(f"nn.Linear({inside.sizes[-1]}, {port.outputs})", inside)
    return Layers(trunk, (head, *unflattening(port)))


def _up(inside: Inside, port: Port) -> Layers:
    """A linear map to small maps, and blocks that double the sides."""
    assert port.child.shape is not None
    sides = shrinking(port.child, len(inside.sizes))
    start = (inside.sizes[0], *sides[-1])
    first = with_weights(f"nn.Linear({features_of(inside, port)}, {math.prod(start)})", inside)
    blocks = [
        block
        for at, (before, after) in enumerate(_steps(inside))
        for block in _blocks(before, after, inside, change=f"size={sides[-2 - at]}")
    ]
    trunk = (*entering(inside, port), first, f"nn.Unflatten(1, {start})", *blocks)
    last = _conv(inside.sizes[-1], port.child.shape[0] * port.copies, inside)
    return Layers((*trunk, *_end(inside, maps=True)), (last,))


def _across(inside: Inside, port: Port) -> Layers:
    """Blocks that keep the sides."""
    assert port.child.shape is not None
    blocks = [b for before, after in _steps(inside) for b in _blocks(before, after, inside)]
    first = _conv(channels_of(inside, port), inside.sizes[0], inside)
    last = _conv(inside.sizes[-1], port.child.shape[0] * port.copies, inside)
    return Layers((*entering_maps(inside, port), first, *blocks, *_end(inside, maps=True)), (last,))


def _flat(inside: Inside, port: Port) -> Layers:
    """Blocks of linear layers."""
    blocks = [
        _residual(_branch(a, b, inside, maps=False), f"nn.Linear({a}, {b})" if a != b else "")
        for before, after in _steps(inside)
        for a, b in _repeated(before, after, inside)
    ]
    first = with_weights(f"nn.Linear({features_of(inside, port)}, {inside.sizes[0]})", inside)
    head = with_weights(f"nn.Linear({inside.sizes[-1]}, {port.outputs})", inside)
    trunk = (*entering(inside, port), first, *blocks, *_end(inside, maps=False))
    return Layers(trunk, (head, *unflattening(port)))


def _steps(inside: Inside) -> list[tuple[int, int]]:
    """The widths before and after each block."""
    return list(zip((inside.sizes[0], *inside.sizes), inside.sizes, strict=False))


def _repeated(before: int, after: int, inside: Inside) -> list[tuple[int, int]]:
    """The widths of the blocks of one size: `depth` of them, the first of which changes it."""
    return [(before, after), *[(after, after)] * (inside.options.depth - 1)]


def _blocks(before: int, after: int, inside: Inside, change: str = "") -> Iterator[str]:
    """The blocks of one size; the first changes the sides: `down`, or to a size."""
    for at, (a, b) in enumerate(_repeated(before, after, inside)):
        how = change if at == 0 else ""
        resize = f"nn.Upsample({how})" if how.startswith("size") else ""
        shortcut = f"nn.Conv2d({a}, {b}, 1{', stride=2' if how == 'down' else ''})"
        shortcut = shortcut if a != b or how == "down" else ""
        branch = _branch(a, b, inside, maps=True, halves=how == "down", resize=resize)
        yield _residual(branch, ", ".join(filter(None, (resize, shortcut))))


def _branch(
    before: int, after: int, inside: Inside, *, maps: bool, halves: bool = False, resize: str = ""
) -> list[str]:
    """Two layers, each behind its norm and its activation."""
    first = _conv(before, after, inside, halves=halves) if maps else _linear(before, after, inside)
    second = _conv(after, after, inside) if maps else _linear(after, after, inside)
    return [
        ", ".join(filter(None, (*_before(before, inside, maps=maps), resize, first))),
        ", ".join((*behind(norm_layer(after, inside, maps=maps), inside), second)),
    ]


def _before(width: int, inside: Inside, *, maps: bool) -> tuple[str, ...]:
    """The norm and the activation that stand before a layer."""
    return tuple(filter(None, (norm_layer(width, inside, maps=maps), inside.act)))


def _end(inside: Inside, *, maps: bool) -> tuple[str, ...]:
    """The norm and the activation behind the last block."""
    return (", ".join(_before(inside.sizes[-1], inside, maps=maps)),)


def _residual(branch: list[str], shortcut: str) -> str:
    """What a block adds to what it reads, or to a shortcut from there."""
    if ", nn." in shortcut:
        shortcut = f"nn.Sequential({shortcut})"
    lines = [f"    {line}," for line in branch]
    end = f"shortcut={shortcut}," if shortcut else ""
    return "\n".join(("Residual(", *lines, *([f"    {end}"] if end else []), ")"))


def _conv(before: int, after: int, inside: Inside, *, halves: bool = False) -> str:
    stride = ", stride=2" if halves else ""
    return with_weights(f"nn.Conv2d({before}, {after}, 3{stride}, padding=1)", inside)


def _linear(before: int, after: int, inside: Inside) -> str:
    return with_weights(f"nn.Linear({before}, {after})", inside)
