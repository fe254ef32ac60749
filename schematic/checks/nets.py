"""What is inside a net must fit what stands at its ends."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor, Net, NetRef, Schematic
from schematic.graph.ports import Port, describe, ports


@page("SGM501")
def conv_without_image(span: Span, net: str, ends: str) -> Diagnostic:
    """`conv` between nodes that are no images.

    A convolution needs an image, [channels, height, width], at one end at least. Its direction
    follows from its ends: image to vector shrinks, vector to image grows, image to image stays.
    """
    message = f"`conv` finds no image at the ends of net `{net}`"
    cause = f"the ends are {ends}, and an image is [channels, height, width]"
    return Diagnostic("SGM501", message, span, cause, "use `mlp`, or give a node an image's shape")


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
    if port is not None and port.is_known:
        if net.constructor == "conv" and not net.trunk and not port.has_image:
            yield conv_without_image(span, name, describe(port))
        if net.constructor == "identity" and port.inputs != port.outputs:
            yield identity_changes_size(span, name, describe(port))
    if net.trunk:
        yield from _trunk(schematic, net, used)


def _sizes_are_wrong(net: Net) -> bool:
    if net.constructor in ("linear", "identity"):
        return bool(net.sizes)
    return net.constructor == "conv" and not net.sizes


def _trunk(
    schematic: Schematic, net: Net, used: dict[str, tuple[Factor, NetRef, Port]]
) -> Iterator[Diagnostic]:
    trunk = net.trunk or ""
    owner = schematic.nets.get(trunk)
    if trunk == net.name:
        message = f"net `{net.name}` stands on itself"
        yield bad_trunk(net.trunk_span, net, message, "name another net that a factor uses")
    elif trunk not in used:
        message = f"net `{net.name}` stands on `{trunk}`, which no factor uses"
        cure = f"name a net that a factor uses: {listed(n for n in used if n != net.name)}"
        yield bad_trunk(net.trunk_span, net, message, cure)
    elif owner and (owner.trunk or owner.constructor in ("linear", "identity")):
        message = f"net `{trunk}` has no layers of its own to stand on"
        yield bad_trunk(net.trunk_span, net, message, "stand on a net of `mlp` or `conv`")
    elif net.name in used and used[net.name][0].parents != used[trunk][0].parents:
        message = f"net `{net.name}` and its trunk `{trunk}` have different parents"
        yield bad_trunk(net.trunk_span, net, message, "give both factors the same parents")
