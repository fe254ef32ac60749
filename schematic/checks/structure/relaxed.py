"""Only a discrete node has values between which a sample can lie."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.families import KINDS
from schematic.graph import Factor, Schematic
from schematic.objective.estimator import ESTIMATORS


@page("SGM349")
def not_relaxed(factor: Factor, kind: str) -> Diagnostic:
    """A relaxed sample of a node that is not discrete.

    `gradient = relaxed` and `straight-through` learn along numbers between the values of a `cat` or
    a `binary` node. A gradient
    passes through a sample of a continuous node as it is.
    """
    return Diagnostic(
        "SGM349",
        f"`gradient = {factor.attributes.gradient}` of `{factor.child}`, which is not discrete",
        factor.arrow_span,
        f"a sample of a `{kind}` node has no values to lie between",
        "leave `gradient` out, or declare a `cat` or `binary` node",
        about=(factor.child,),
    )


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding for each of them."""
    for factor in schematic.factors:
        kind = schematic.nodes[factor.child].space.kind
        relaxes = ESTIMATORS[factor.attributes.gradient].relaxes
        if relaxes and not KINDS[kind].discrete:
            yield not_relaxed(factor, kind.value)
