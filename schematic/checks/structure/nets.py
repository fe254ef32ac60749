"""What is inside a net must fit what stands at its ends."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors import (
    CONSTRUCTORS,
    NetUse,
    Port,
    describe,
)
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor, Net, NetRef, Schematic
from schematic.graph.ports import ports


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
    span, constructor = net.constructor_span, CONSTRUCTORS[net.constructor]
    port = used[net.name][2] if net.name in used else None
    is_complete = constructor.is_complete(net.inside)
    if not is_complete:
        yield constructor.incomplete(span, net.name)
    if net.trunk:
        fault = _trunk_fault(schematic, net, net.trunk, used)
        if fault is not None:
            yield bad_trunk(net.trunk_span, net, *fault)
    elif port is not None and port.is_known and is_complete:
        yield from constructor.check(NetUse(net.name, span, net.inside, port))


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
    if not CONSTRUCTORS[net.constructor].stands_on_trunks:
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
    return not owner.trunk and CONSTRUCTORS[owner.constructor].has_features(owner.inside, port)
