"""A cycle of dashed arrows needs a node with a law of its own to start from."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page
from schematic.graph import Schematic
from schematic.objective.passes import dashed_cycles


@page("SGM316")
def cycle_without_start(span: Span, cycle: tuple[str, ...]) -> Diagnostic:
    """A cycle of dashed arrows that starts nowhere.

    Dashed arrows are sampled along. A cycle of them (ALI, CycleGAN, VAE/GAN) is cut at each node
    that has its own law, and each such node starts a pass; at least one node needs a law.
    """
    shown = " ⇢ ".join((*cycle, cycle[0]))
    cause = "no node on it has its own law, so inference has nowhere to start"
    cure = f"give one a law, such as `{cycle[0]} ~ Normal(0, 1)`; or make one arrow solid"
    message = f"the dashed cycle {shown} starts nowhere"
    return Diagnostic("SGM316", message, span, cause, cure, about=cycle)


@page("SGM317")
def nested_cycles(span: Span, cycle: tuple[str, ...]) -> Diagnostic:
    """A dashed cycle that stays a cycle after it was cut at one node.

    A pass cuts the dashed arrows into one node with its own law; what is left must be free of
    cycles, or there is no order in which to sample.
    """
    message = f"cutting the dashed cycle of {', '.join(cycle)} at one node leaves another cycle"
    cure = "remove a dashed arrow, or make it solid"
    return Diagnostic("SGM317", message, span, "", cure, about=cycle)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about dashed cycles."""
    for cycle in dashed_cycles(schematic):
        span = next(f.span for f in schematic.factors if f.dashed and f.child in cycle)
        starts = [name for name in cycle if schematic.nodes[name].law is not None]
        if not starts:
            yield cycle_without_start(span, cycle)
        elif len(cycle) > 1 and not all(_is_cut(schematic, cycle, start) for start in starts):
            yield nested_cycles(span, cycle)


def _is_cut(schematic: Schematic, cycle: tuple[str, ...], start: str) -> bool:
    """Whether the cycle can be sampled once the arrows into `start` are gone."""
    waiting = {
        f.child: [p for p in f.parents if p in cycle and p != start]
        for f in schematic.factors
        if f.dashed and not f.red and f.child in cycle and f.child != start
    }
    done = {start}
    while ready := [n for n, parents in waiting.items() if n not in done and done >= set(parents)]:
        done.update(ready)
    return done >= set(cycle)
