"""A schematic has something to learn."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Schematic


@page("SGM393")
def nothing_to_learn() -> Diagnostic:
    """A schematic without a net.

    What is learnt are the parameters of nets, and nets stand on arrows: `z ..|> x = G[θ]`.
    """
    cure = "draw an arrow that names a net, such as `z ..|> x = G[θ]`"
    return Diagnostic("SGM393", "this schematic has nothing to learn", None, "", cure)


@page("SGM417")
def nobody_learns(nets: list[str]) -> Diagnostic:
    """A schematic whose nets are all frozen.

    `T[frozen]` is trained by nobody, and a net without parameters has none to train. Some other net
    must learn, or there is no objective.
    """
    message = "this schematic has nothing to learn: nobody trains any of its nets"
    cure = f"train one of {listed(nets)}, such as `{nets[0]}[θ]`"
    return Diagnostic("SGM417", message, None, "", cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding if there is no net, or none that somebody trains."""
    if not any(factor.law.nets for factor in schematic.factors):
        yield nothing_to_learn()
    elif not schematic.groups:
        yield nobody_learns(list(schematic.group_of))
