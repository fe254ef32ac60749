"""Wake–sleep learns by scoring samples: it has no place for a game (rule 6)."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.checks.order import unordered
from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor, Node, Role, Schedule, Schematic
from schematic.graph.advice import filled, with_prior


@page("SGM341")
def game_in_wake_sleep(factor: Factor, schedule: Schedule) -> Diagnostic:
    """A red arrow under `train wake-sleep`.

    Wake and sleep each learn the solid arrows from samples that carry no gradient. An adversary
    teaches through the gradient of its samples, so it could teach nobody.
    """
    message = f"`{factor.arrow}` can teach nobody under `train {schedule.value}`"
    cause = "an adversary teaches through samples, and in wake and sleep they carry no gradient"
    cure = "remove the red arrow, or the `train` line"
    return Diagnostic("SGM341", message, factor.arrow_span, cause, cure)


@page("SGM342")
def implicit_in_wake_sleep(factor: Factor, schedule: Schedule) -> Diagnostic:
    """A hollow arrow under `train wake-sleep`.

    Each arrow is scored in one of the two phases, and a deterministic map has no density.
    """
    message = f"`{factor.arrow}` has no density to score under `train {schedule.value}`"
    cure = f"write `{filled(factor)}`"
    return Diagnostic("SGM342", message, factor.arrow_span, "", cure)


@page("SGM343")
def not_generated_in_sleep(node: Node) -> Diagnostic:
    """A node that the sleep phase cannot sample.

    Wake samples along the dashed arrows, sleep along the solid ones. So each node that an arrow
    touches has a law of its own, or a solid arrow into it.
    """
    message = f"nothing generates `{node.name}` in the sleep phase"
    cause = "sleep samples along solid arrows: none leads to it, and it has no law of its own"
    cure = f"write `{with_prior(node)}`, or draw a solid arrow into `{node.name}`"
    return Diagnostic("SGM343", message, node.name_span, cause, cure, about=(node.name, "->"))


@page("SGM344")
def circle_in_sleep(factor: Factor) -> Diagnostic:
    """Solid arrows that go in a circle, under `train wake-sleep`.

    Sleep samples along the solid arrows, parents before children, so there must be such an order.
    """
    message = "the solid arrows go in a circle, so sleep has no order in which to sample"
    cause = f"`{factor.child}` comes from itself, by way of {listed(factor.parents)}"
    cure = "remove an arrow from the circle, or make it dashed"
    return Diagnostic("SGM344", message, factor.arrow_span, cause, cure)


@page("SGM345")
def data_inferred(factor: Factor) -> Diagnostic:
    """Data at the end of a dashed arrow, under `train wake-sleep`.

    Wake starts from the data and samples along the dashed arrows. A dashed arrow into the data asks
    it to start from somewhere else: exchanged, the two processes only exchange the phases' names.
    """
    message = f"wake starts from the data, and `{factor.child}` is inferred"
    cure = "exchange solid and dashed arrows: recognition is dashed, generation solid"
    return Diagnostic("SGM345", message, factor.arrow_span, "", cure, about=(factor.child,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the schedule."""
    if not schematic.schedule.has_phases:
        return
    for factor in schematic.factors:
        if factor.red:
            yield game_in_wake_sleep(factor, schematic.schedule)
        elif factor.hollow:
            yield implicit_in_wake_sleep(factor, schematic.schedule)
        elif factor.dashed and schematic.nodes[factor.child].is_data:
            yield data_inferred(factor)
    yield from _asleep(schematic)


def _asleep(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about what sleep cannot sample."""
    into = schematic.solid_into
    for node in schematic.nodes.values():
        if node.law is not None or node.role is Role.INDICATOR:
            continue
        if node.name in schematic.joined and node.name not in into:
            yield not_generated_in_sleep(node)
    circle = unordered({name: factor.parents for name, factor in into.items()})
    if circle:
        yield circle_in_sleep(into[circle[0]])
