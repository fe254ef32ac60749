"""What a node follows is said once: one inference factor, one conditional prior, no own parents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.certain import removed
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic
from schematic.graph.advice import write_factor


@page("SGM313")
def second_factor(factor: Factor, line: int, joined: str) -> Diagnostic:
    """A node with two arrows of one process.

    One statement is one distribution of its child. Two solid (or two dashed) statements about a
    node would be two distributions of it; if it has several parents, name them in one statement:
    `z, c -> x ~ G[θ]` is one network of (z, c). Where the parents come from the node itself,
    joining would close a circle that cannot be sampled. Data may be scored by several solid arrows,
    but not where they are generated along them: under `train wake-sleep`, or for `x ..!> y`.
    """
    process = "dashed" if factor.dashed else "solid"
    cause = f"line {line} says already what `{factor.child}` follows"
    cure = "remove this line"
    if joined:
        cure = f"join them in one statement: write `{joined}` on line {line}, and remove this one"
    message = f"a second {process} arrow into `{factor.child}`"
    return Diagnostic("SGM313", message, factor.arrow_span, cause, cure)


@page("SGM320")
def same_again(factor: Factor, line: int) -> Diagnostic:
    """A statement that stands there twice.

    Each statement is one factor. The same one again adds nothing; to make it count more, weigh it:
    `z -> x ~ G[θ] {weight = 2}`.
    """
    message = f"the same arrow into `{factor.child}` again"
    cause, fix = f"line {line} says it", removed(factor.span)
    return Diagnostic("SGM320", message, factor.arrow_span, cause, "remove it", fix=fix)


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
    drawn: dict[Factor, Factor] = {}
    generated = _generated(schematic)
    for factor in schematic.factors:
        for name, times in Counter(factor.parents).items():
            if name == factor.child or times > 1:
                yield own_parent(factor, name)
        if drawn.setdefault(factor, factor) is not factor:
            yield same_again(factor, _line(schematic, drawn[factor]))
            continue
        is_scored = not factor.dashed and schematic.nodes[factor.child].is_data
        if factor.red or (is_scored and factor.child not in generated):
            continue
        before = seen.setdefault((factor.child, factor.dashed), factor)
        if before is not factor:
            joined = _joined(schematic, before, factor)
            yield second_factor(factor, _line(schematic, before), joined)


def _line(schematic: Schematic, factor: Factor) -> int:
    source = schematic.source
    return source.position(factor.span.start)[0] if source else 0


def _generated(schematic: Schematic) -> set[str]:
    """The nodes of which draws are made along solid arrows (rules 5 and 6)."""
    if schematic.schedule.has_phases:
        return set(schematic.nodes)
    red = (f for f in schematic.factors if f.red and f.dashed and not f.attributes.degenerate)
    stack = [name for factor in red for name in factor.parents]
    found: set[str] = set()
    while stack:
        name = stack.pop()
        if name not in found:
            found.add(name)
            into = schematic.solid_into.get(name)
            stack.extend(into.parents if into else ())
    return found


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
