"""A cycle of dashed arrows needs a node with a law of its own to start from."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.checks.order import unordered
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Node, Schematic
from schematic.graph.advice import with_prior
from schematic.objective.passes import dashed_cycles

MOST_PASSES = 64


@page("SGM316")
def cycle_without_start(span: Span, cycle: tuple[str, ...], start: Node) -> Diagnostic:
    """A cycle of dashed arrows that starts nowhere.

    Dashed arrows are sampled along. A cycle of them (ALI, CycleGAN, VAE/GAN) is cut at each node
    that has its own law, and each such node starts a pass; at least one node needs a law.
    """
    message = f"the dashed arrows between {listed(cycle)} go in a circle and start nowhere"
    cause = "none of these nodes has its own law, so there is no first one to draw"
    cure = f"give `{start.name}` a law: write `{with_prior(start)}`; or make one arrow solid"
    return Diagnostic("SGM316", message, span, cause, cure, about=cycle)


@page("SGM317")
def nested_cycles(span: Span, cycle: tuple[str, ...], start: str) -> Diagnostic:
    """A dashed cycle that stays a cycle after it was cut at one node.

    A pass cuts the dashed arrows into one node with its own law; what is left must be free of
    cycles, or there is no order in which to sample.
    """
    message = f"the dashed arrows between {listed(cycle)} go in more than one circle"
    cause = f"starting from `{start}` leaves another circle to sample along"
    cure = "remove a dashed arrow, or make it solid"
    return Diagnostic("SGM317", message, span, cause, cure)


@page("SGM319")
def too_many_passes(span: Span, passes: int, most: int) -> Diagnostic:
    """Dashed cycles with more starts than can be sampled.

    Each choice of a start on each dashed cycle is a pass of its own, and the loss has the terms of
    all passes: two cycles with two starts each make four.
    """
    message = f"the dashed cycles can be started in more than {most} ways"
    cause = f"each choice of starts is sampled by itself, and there are {passes:.3g}"
    cure = "drop the laws of some nodes on the cycles, or make some arrows solid"
    return Diagnostic("SGM319", message, span, cause, cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about dashed cycles."""
    passes = 1
    for cycle in dashed_cycles(schematic):
        span = schematic.dashed_into[cycle[0]].arrow_span
        starts = [name for name in cycle if schematic.nodes[name].law is not None]
        passes = min(passes * len(starts), 10**100)
        if not starts:
            yield cycle_without_start(span, cycle, _startable(schematic, cycle))
        elif passes > MOST_PASSES:
            yield too_many_passes(span, passes, MOST_PASSES)
            return
        else:
            yield from _uncut(schematic, span, cycle, starts)


def _startable(schematic: Schematic, cycle: tuple[str, ...]) -> Node:
    """A node of a cycle to give a law: one that the KL can match to it, if there is one."""
    into = schematic.dashed_into
    return schematic.nodes[min(cycle, key=lambda name: into[name].hollow)]


def _uncut(
    schematic: Schematic, span: Span, cycle: tuple[str, ...], starts: list[str]
) -> Iterator[Diagnostic]:
    """A finding if some start does not cut the cycle."""
    for start in starts:
        rest = (name for name in cycle if name != start)
        if unordered({name: schematic.dashed_into[name].parents for name in rest}):
            yield nested_cycles(span, cycle, start)
            return
