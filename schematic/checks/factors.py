"""Each node has at most one generative and one inference factor, and is no parent of itself."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic


@page("SGM313")
def second_factor(factor: Factor, line: int) -> Diagnostic:
    """A node with two factors of one process.

    One statement is one distribution of its child. Two solid (or two dashed) arrows into a node
    would be two distributions of it; if it has several parents, name them in one statement:
    `z, c -> x ~ G[θ]` is one network of (z, c).
    """
    process = "dashed" if factor.dashed else "solid"
    cause = f"line {line} is a {process} factor into `{factor.child}` already"
    cure = f"join the parents in one statement: `a, b {factor.arrow} {factor.child} …`"
    message = f"a second {process} factor into `{factor.child}`"
    return Diagnostic("SGM313", message, factor.span, cause, cure, about=(factor.child,))


@page("SGM314")
def own_parent(factor: Factor, name: str) -> Diagnostic:
    """A node that is its own parent, or a parent twice."""
    message = f"`{name}` is its own parent"
    if name != factor.child:
        message = f"`{name}` is named twice among the parents"
    return Diagnostic("SGM314", message, factor.span, "", "name another node", about=(name,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the set of factors."""
    seen: dict[tuple[str, bool], Factor] = {}
    for factor in schematic.factors:
        for name in dict.fromkeys(factor.parents):
            if name == factor.child or factor.parents.count(name) > 1:
                yield own_parent(factor, name)
        if factor.red:
            continue
        before = seen.setdefault((factor.child, factor.dashed), factor)
        if before is not factor:
            source = schematic.source
            yield second_factor(factor, source.position(before.span.start)[0] if source else 0)
