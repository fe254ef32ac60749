"""`unet(32, 64)`: maps that shrink and grow again, between images of one size [Ronneberger2015].

Its sizes are the channels of the levels. Parents that are no image are told to every block: a
number, such as a level of noise, by waves of it, a class by trained numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.constructors._attention import uneven_heads
from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._given import embedded, listed
from schematic.constructors._hidden import norm_layer
from schematic.constructors._maps import images_of, shrinking, too_many_halves
from schematic.constructors._options import Options
from schematic.constructors._port import Port, describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.spaces import is_image


@page("SGM521")
def no_two_images(span: Span, net: str, ends: str) -> Diagnostic:
    """`unet` between nodes that are not images of the same height and width.

    A `unet` has shortcuts from the maps that shrink to those of the same size that grow again, so
    it leads from images, [channels, height, width], to one of the same sides. Other parents are
    conditions.
    """
    message = f"`unet` of net `{net}` needs images of one height and width at both ends"
    cure = "give a parent and the child the same sides; or use `conv`, `resnet` or `mlp`"
    return Diagnostic("SGM521", message, span, f"the ends are {ends}", cure)


class UNets(Constructor):
    """The halves of a side are rounded up, so images need no sides that are powers of two."""

    name = "unet"
    needs_sizes = True
    joins_parents = False
    options = ("act", "norm", "dropout", "depth", "heads", "init")
    defaults = Options(act="silu", norm="group")
    words: Mapping[str, tuple[str, ...]] = {"norm": ("none", "batch", "layer", "group", "instance")}

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """Findings where the ends are no such images, or too small, or heads do not fit."""
        child, sizes, heads = use.port.child, use.inside.sizes, use.inside.options.heads
        if use.port.image is None or not is_image(child) or len(images_of(use.port)) > 1:
            yield no_two_images(use.span, use.name, describe(use.port))
            return
        if any(1 in sides for sides in shrinking(child, len(sizes) - 1)[:-1]):
            yield too_many_halves(use.span, use.name, len(sizes) - 1, str(child))
        if heads and sizes[-1] % heads:
            yield uneven_heads(use.span, use.name, sizes[-1], heads)

    def layers(self, inside: Inside, port: Port) -> Layers:
        """One module."""
        assert port.child.shape is not None
        images = [s for s in port.parents if is_image(s)]
        given = [s for s in port.parents if not is_image(s)]
        before = sum(s.shape[0] for s in images if s.shape)
        after = port.child.shape[0] * port.copies
        options = inside.options
        features = 4 * inside.sizes[0] if given else 0
        more = [f"depth={options.depth}"] if options.depth > 1 else []
        more += [f"heads={options.heads}"] if options.heads else []
        more += [f"dropout={options.dropout:g}"] if options.dropout else []
        norms = tuple(norm_layer(size, inside, maps=True) for size in inside.sizes)
        rows = [
            f"{before}, {after}, {inside.sizes}",
            *(embedded(space, features, inside) for space in given),
            ", ".join([f"features={features}", f"act={inside.act}", *more]),
            *([f"norm=lambda width: {_norm(norms[0], inside)}"] if norms[0] else []),
        ]
        return Layers((), ("\n".join(["UNet(", *listed(rows), ")"]),))


CONSTRUCTOR = UNets()


def _norm(first: str, inside: Inside) -> str:
    """The norm of any width as an expression."""
    if inside.options.norm == "group":
        return "nn.GroupNorm(math.gcd(width, 8), width)"
    return first.replace(f"({inside.sizes[0]}", "(width").replace(
        f"(1, {inside.sizes[0]})", "(1, width)"
    )
