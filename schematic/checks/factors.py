"""Each node has at most one generative and one inference factor, and is not its own parent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic
from schematic.graph.write import write_factor


@page("SGM313")
def second_factor(factor: Factor, line: int, joined: str) -> Diagnostic:
    """A node with two arrows of one process.

    One statement is one distribution of its child. Two solid (or two dashed) statements about a
    node would be two distributions of it; if it has several parents, name them in one statement:
    `z, c -> x ~ G[θ]` is one network of (z, c). Where the parents come from the node itself,
    joining would close a circle that cannot be sampled.
    """
    process = "dashed" if factor.dashed else "solid"
    cause = f"line {line} says already what `{factor.child}` follows"
    cure = "remove this line"
    if joined:
        cure = f"join them in one statement: write `{joined}` on line {line}, and remove this one"
    message = f"a second {process} arrow into `{factor.child}`"
    return Diagnostic("SGM313", message, factor.arrow_span, cause, cure)


@page("SGM314")
def own_parent(factor: Factor, name: str) -> Diagnostic:
    """A node that is its own parent, or a parent twice.

    An arrow joins different nodes, and a net takes each of its parents once.
    """
    message = f"`{name}` is its own parent"
    cure = "draw the arrow from another node"
    if name != factor.child:
        message, cure = f"`{name}` is named more than once among the parents", "name it once"
    return Diagnostic("SGM314", message, factor.arrow_span, "", cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the set of factors."""
    seen: dict[tuple[str, bool], Factor] = {}
    for factor in schematic.factors:
        for name, times in Counter(factor.parents).items():
            if name == factor.child or times > 1:
                yield own_parent(factor, name)
        if factor.red:
            continue
        before = seen.setdefault((factor.child, factor.dashed), factor)
        if before is not factor:
            source = schematic.source
            line = source.position(before.span.start)[0] if source else 0
            yield second_factor(factor, line, _joined(schematic, before, factor))


def _joined(schematic: Schematic, before: Factor, factor: Factor) -> str:
    """Two statements about a node as one; "" if it would say nothing new, or close a circle."""
    more = [name for name in factor.parents if name not in (*before.parents, factor.child)]
    if not more or _comes_from(schematic, factor.child, more, dashed=factor.dashed):
        return ""
    parents = (*before.parents, *dict.fromkeys(more))
    return write_factor(schematic, replace(before, parents=parents))


def _comes_from(schematic: Schematic, child: str, names: list[str], *, dashed: bool) -> bool:
    """Whether some nodes come from a node, along the arrows of one process."""
    into = schematic.dashed_into if dashed else schematic.solid_into
    stack, seen = list(names), set(names)
    while stack:
        factor = into.get(stack.pop())
        fresh = set(factor.parents if factor else ()) - seen
        stack.extend(fresh)
        seen |= fresh
    return child in seen
