"""A schematic has something to learn."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Schematic


@page("SGM393")
def nothing_to_learn() -> Diagnostic:
    """A schematic without a net.

    What is learnt are the parameters of nets, and nets stand on arrows: `z ..|> x = G[θ]`.
    """
    cure = "draw an arrow that names a net, such as `z ..|> x = G[θ]`"
    return Diagnostic("SGM393", "this schematic has nothing to learn", None, "", cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding if there is no net."""
    if not any(factor.law.nets for factor in schematic.factors):
        yield nothing_to_learn()
