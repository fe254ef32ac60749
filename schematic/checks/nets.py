"""What is inside a net must fit what stands at its ends."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor, Net, NetRef, Schematic
from schematic.graph.ports import Port, describe, is_image, ports


@page("SGM501")
def conv_without_image(span: Span, net: str, ends: str) -> Diagnostic:
    """`conv` between nodes that are no images.

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


@page("SGM502")
def two_shapes(span: Span, net: str, first: str, second: str) -> Diagnostic:
    """One net is used between different ends.

    A net that is named in several factors shares its parameters, so it takes the same parents'
    shapes and gives the same raw parameters each time. A real child under `~ G[θ]` takes a
    location and a log-variance, under `= G[θ]` or `~ Normal(G[θ], 1)` a location only.
    """
    cause = f"it is used before for {first}, here for {second}"
    message = f"net `{net}` would need two shapes"
    return Diagnostic("SGM502", message, span, cause, "name another net here")


@page("SGM503")
def bad_trunk(span: Span, net: Net, message: str, cure: str) -> Diagnostic:
    """A net on a trunk that is not there, or has other parents.

    `net Q = mlp(64) on D` reads the features of D, all of its layers but the last, so D must be a
    net of this spec with layers of its own, and Q must have D's parents.
    """
    about = (net.name, net.trunk or "")
    return Diagnostic("SGM503", message, span, "", cure, about=about)


@page("SGM504")
def identity_changes_size(span: Span, net: str, ends: str) -> Diagnostic:
    """`identity` between ends of different size.

    An identity returns what it takes, so it takes as many numbers as its child's law reads. A real
    child under `~ G[θ]` reads a location and a log-variance: twice as many as it has elements.
    """
    message = f"`identity` cannot change the size in net `{net}`"
    return Diagnostic("SGM504", message, span, f"the ends are {ends}", "use `linear` or `mlp`")


@page("SGM505")
def sizes_without_meaning(span: Span, net: str, constructor: str) -> Diagnostic:
    """Sizes for a constructor that has no layers inside, or none for `conv`.

    The numbers in brackets are the widths of the layers inside: `mlp(256, 512)`, or their
    channels: `conv(32, 64)`. `linear` and `identity` have none; the sizes at the ends of a net
    always follow from its nodes.
    """
    message = f"`{constructor}` of net `{net}` takes no sizes"
    cure = f"write `{constructor}` alone, or use `mlp`"
    if constructor == "conv":
        message, cure = f"`conv` of net `{net}` needs its channels", "write `conv(32, 64)`"
    return Diagnostic("SGM505", message, span, "", cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about nets and the nodes they join."""
    used: dict[str, tuple[Factor, NetRef, Port]] = {}
    for factor in schematic.factors:
        for ref, port in ports(schematic, factor):
            first = used.setdefault(ref.net, (factor, ref, port))
            if not first[2].agrees(port):
                yield two_shapes(ref.span, ref.net, describe(first[2]), describe(port))
    for net in schematic.nets.values():
        yield from _inside(schematic, net, used)


def _inside(
    schematic: Schematic, net: Net, used: dict[str, tuple[Factor, NetRef, Port]]
) -> Iterator[Diagnostic]:
    span, name = net.constructor_span, net.name
    port = used[name][2] if name in used else None
    if _sizes_are_wrong(net):
        yield sizes_without_meaning(span, name, net.constructor)
    if net.trunk:
        fault = _trunk_fault(schematic, net, net.trunk, used)
        if fault is not None:
            yield bad_trunk(net.trunk_span, net, *fault)
    elif port is not None and port.is_known:
        if net.constructor == "conv" and not port.has_image:
            yield conv_without_image(span, name, describe(port))
        elif net.constructor == "conv" and len(_sides(port)) > 1:
            yield conv_changes_sides(span, name, describe(port))
        if net.constructor == "identity" and port.inputs != port.outputs:
            yield identity_changes_size(span, name, describe(port))


def _sizes_are_wrong(net: Net) -> bool:
    if net.constructor in ("linear", "identity"):
        return bool(net.sizes)
    return net.constructor == "conv" and not net.sizes


def _sides(port: Port) -> set[tuple[int, ...]]:
    """The heights and widths between which a convolution would run without changing them."""
    images = [space for space in port.parents if is_image(space)]
    spaces = (*images, port.child) if images and is_image(port.child) else images
    return {space.shape[1:] for space in spaces if space.shape is not None}


def _trunk_fault(
    schematic: Schematic, net: Net, trunk: str, used: dict[str, tuple[Factor, NetRef, Port]]
) -> tuple[str, str] | None:
    """Why a net cannot stand on another one, and what to do; None if it can."""
    owner = schematic.nets.get(trunk)
    if trunk == net.name:
        return f"net `{net.name}` stands on itself", "name another net that a factor uses"
    if trunk not in used:
        known = listed(name for name in used if name != net.name)
        return f"net `{net.name}` stands on `{trunk}`, which no factor uses", f"used are {known}"
    if net.constructor in ("conv", "identity"):
        message = f"`{net.constructor}` cannot stand on another net, which gives it features"
        return message, "use `mlp` or `linear`"
    if owner is not None and not _has_features(owner, used[trunk][2]):
        message = f"net `{trunk}` has no layers of its own that give features"
        return message, "stand on an `mlp` with sizes, or on a `conv` from an image to a vector"
    if net.name in used and used[net.name][0].parents != used[trunk][0].parents:
        message = f"net `{net.name}` and its trunk `{trunk}` have different parents"
        return message, "give both factors the same parents"
    return None


def _has_features(owner: Net, port: Port) -> bool:
    """Whether the layers of a net but the last give another one something to stand on."""
    if owner.trunk or owner.constructor not in ("mlp", "conv"):
        return False
    if owner.constructor == "mlp":
        return bool(owner.sizes)
    return not port.is_known or (any(map(is_image, port.parents)) and not is_image(port.child))
