"""One net's output, read as a value by one arrow and as the logits of it by another."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.families import own_family
from schematic.graph import Factor, NetRef, Schematic
from schematic.graph.ports import ports


@page("SGM394")
def read_in_two_ways(ref: NetRef, before: Factor, value: Factor) -> Diagnostic:
    """A net whose output is a value to one arrow, and what a value is made of to another.

    `= G[θ]` is the mean of the child's own family, so a `unit` child is the sigmoid of what G
    returns. `~ Normal(G[θ], 1)` and `~ Laplace(G[θ], 1)` take what G returns as the location.
    Where one net serves both, the scored prediction and the value that is handed on differ: by a
    sigmoid, which a judge sees at once.
    """
    message = f"what `{ref.net}` returns is the location of one value, and the logit of another"
    cause = f"`{before}` takes it one way, `{value}` the other"
    cure = "make both children `real`, or both laws those of their own family: `~ G[θ]`, `= G[θ]`"
    about = (before.child, value.child)
    return Diagnostic("SGM394", message, ref.span, cause, cure, "warning", about)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A warning for each arrow that reads a net otherwise than the first arrow that names it."""
    first: dict[str, Factor] = {}
    for factor in schematic.factors:
        if factor.red or factor.attributes.predict or not factor.law.nets:
            continue
        ref = factor.law.nets[0]
        if not _is_location(factor, ref) or ref.is_frozen:
            continue
        before = first.setdefault(ref.net, factor)
        means = _mean(schematic, before), _mean(schematic, factor)
        if _have_one_port(schematic, before, factor) and means[0] != means[1] and None in means:
            yield read_in_two_ways(ref, before, factor)


def _have_one_port(schematic: Schematic, before: Factor, factor: Factor) -> bool:
    """Whether one net can stand in both arrows; where it cannot, that is told already."""
    (_, first), *_ = ports(schematic, before)
    (_, second), *_ = ports(schematic, factor)
    return first.agrees(second)


def _is_location(factor: Factor, ref: NetRef) -> bool:
    return factor.law.arguments[0] is ref


def _mean(schematic: Schematic, factor: Factor) -> str | None:
    """The kernel that makes the mean of the child of what the net returns; None for no kernel.

    A density of features is one about the value that `= G[θ]` would give.
    """
    if factor.attributes.features:
        kind = schematic.nodes[factor.child].space.kind
        form = own_family(kind).form(("net",))
        return form.mean if form is not None else None
    return factor.law.form.mean
