"""An arrow with a constant has another net beside it, which reads the parents."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, NetRef, Schematic
from schematic.graph.ports import constructor_of


@page("SGM510")
def reads_no_parent(factor: Factor, ref: NetRef, constructor: str) -> Diagnostic:
    """An arrow whose nets look at no parent.

    A `constant` returns the same numbers for every example. Alone it would leave the parents of its
    arrow without effect, so it stands beside another net: `z -> x ~ Normal(G[θ], S[θ])`.
    """
    message = f"`{constructor}` is all that stands behind `{factor.arrow}`, and reads no parent"
    cause = f"`{factor.child}` would follow the same law whatever its parents are"
    cure = "put a net before it, as in `Normal(G[θ], S[θ])`, or use `mlp`"
    return Diagnostic("SGM510", message, ref.span, cause, cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about arrows whose nets are all constants."""
    for factor in schematic.factors:
        nets = factor.law.nets
        found = [constructor_of(schematic, ref.net) for ref in nets]
        if nets and not any(constructor.reads_parents for constructor in found):
            yield reads_no_parent(factor, nets[0], found[0].name)
