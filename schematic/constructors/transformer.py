"""`transformer(64)`: tokens of this width that read each other in some blocks  [Vaswani2017].

A sequence, [T, d], is T tokens, an image a token for each square patch [Dosovitskiy2021]; any other
parent is one token. What the net returns is read off the tokens of a parent that has as many in the
same places, or else off tokens of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.constructors._attention import uneven_heads
from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._given import embedded, listed
from schematic.constructors._options import Options
from schematic.constructors._port import Port
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.spaces import Space, is_image


@page("SGM524")
def cut_patches(span: Span, net: str, image: str, patch: int, fits: int) -> Diagnostic:
    """An image that a `transformer` cannot cut into patches.

    `patch = 4` cuts an image into squares of four by four pixels, a token each, so four divides its
    height and its width.
    """
    message = f"patches of {patch} by {patch} pixels do not cover {image} in net `{net}`"
    cure = f"write `patch = {fits}`"
    return Diagnostic("SGM524", message, span, f"{patch} does not divide its sides", cure)


@page("SGM525")
def several_widths(span: Span, net: str, sizes: int) -> Diagnostic:
    """A `transformer` with several sizes.

    All of its blocks have one width, the only number in brackets; `depth` says how many there are.
    """
    message = f"`transformer` of net `{net}` takes one width, and {sizes} sizes are written"
    return Diagnostic("SGM525", message, span, "", f"write `transformer(64, depth = {sizes})`")


class Transformers(Constructor):
    """Each block is an attention and two linear layers, behind a layer norm each."""

    name = "transformer"
    needs_sizes = True
    joins_parents = False
    options = ("act", "dropout", "depth", "heads", "patch", "init")
    defaults = Options(act="gelu", depth=4, heads=4)

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """Findings about its width, its heads and its patches."""
        options, sizes = use.inside.options, use.inside.sizes
        if len(sizes) > 1:
            yield several_widths(use.span, use.name, len(sizes))
        elif sizes[0] % options.heads:
            yield uneven_heads(use.span, use.name, sizes[0], options.heads)
        for image in dict.fromkeys(filter(is_image, (*use.port.parents, use.port.child))):
            sides = (image.shape or ())[1:]
            if any(side % options.patch for side in sides):
                fits = math.gcd(*sides, options.patch)
                yield cut_patches(use.span, use.name, str(image), options.patch, fits)

    def layers(self, inside: Inside, port: Port) -> Layers:
        """One module."""
        options, (size, *_) = inside.options, inside.sizes
        readers = [_reader(space, size, inside) for space in port.parents]
        told = [f"depth={options.depth}", f"heads={options.heads}", f"act={inside.act}"]
        told += [f"dropout={options.dropout:g}"] if options.dropout else []
        counts = tuple(_tokens(space, inside) for space in port.parents)
        count = _tokens(port.child, inside)
        alike = next((at for at, s in enumerate(port.parents) if _is_alike(s, port.child)), None)
        asked = count if alike is None else 0
        output = (0 if alike is None else sum(counts[:alike]), count)
        rows = [
            f"{size}, {counts}, {asked}, {output}",
            f"[{', '.join(readers)}]",
            _writer(port, size, inside),
            ", ".join(told),
        ]
        return Layers((), ("\n".join(["Transformer(", *listed(rows), ")"]),))


CONSTRUCTOR = Transformers()


def _tokens(space: Space, inside: Inside) -> int:
    """How many tokens a value is."""
    shape = space.shape or ()
    if is_image(space):
        return math.prod(side // inside.options.patch for side in shape[1:])
    return shape[0] if len(shape) == 2 else 1


def _is_alike(parent: Space, child: Space) -> bool:
    """Whether a parent has a token for each of the child's, so that the output is read off it."""
    mine, yours = parent.shape or (), child.shape or ()
    if is_image(parent) and is_image(child):
        return mine[1:] == yours[1:]
    return len(mine) == len(yours) == 2 and mine[0] == yours[0]


def _reader(space: Space, size: int, inside: Inside) -> str:
    """What makes tokens of a parent, [B, tokens, size] or, of a single one, [B, size]."""
    shape, patch = space.shape or (), inside.options.patch
    if is_image(space):
        cut = f"nn.Conv2d({shape[0]}, {size}, {patch}, stride={patch})"
        return f"nn.Sequential({cut}, nn.Flatten(2), Transposed())"
    if len(shape) == 2:
        return f"nn.Linear({shape[1]}, {size})"
    return embedded(space, size, inside)


def _writer(port: Port, size: int, inside: Inside) -> str:
    """What makes the output of its tokens."""
    child, patch = port.child, inside.options.patch
    shape = child.shape or ()
    if is_image(child):
        channels, rows, columns = port.joined[0], shape[1] // patch, shape[2] // patch
        parts = [
            f"nn.Linear({size}, {channels * patch**2})",
            "Transposed()",
            f"nn.Unflatten(2, ({rows}, {columns}))",
            f"nn.PixelShuffle({patch})",
        ]
        return f"nn.Sequential({', '.join(parts)})"
    if len(shape) == 2:
        return f"nn.Linear({size}, {port.joined[1]})"
    return f"nn.Sequential(nn.Flatten(), nn.Linear({size}, {port.outputs}))"
