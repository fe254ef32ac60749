"""A node that is summed out has all of its values at once, so nothing samples or judges it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor, Node, Role, Schedule, Schematic
from schematic.graph.advice import write_factor
from schematic.objective.copies import MOST_VALUES, values_of


@page("SGM413")
def not_summed(node: Node, message: str, cause: str, cure: str) -> Diagnostic:
    """A node with `{sum}` that cannot be summed out.

    `latent c : cat[10] ~ Categorical {sum}` is summed out exactly and for each example: what
    depends on it is one density, log Σ_c p(c) Π p(child | c, …). So only solid arrows leave it,
    without `features`, and none leads into it, each of its children has one such node, and its
    children's densities have one weight. A value of c for one example, such as an arrow that infers
    it has, is another model: leave `{sum}` out, and infer it with `gradient = enumerate`.
    """
    return Diagnostic("SGM413", message, node.name_span, cause, cure, about=(node.name,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about nodes with `{sum}`."""
    for name in schematic.summed:
        yield from _faults(schematic, schematic.nodes[name])


def _faults(schematic: Schematic, node: Node) -> Iterator[Diagnostic]:
    name, values = node.name, values_of(node) or 0
    if schematic.schedule is not Schedule.TOGETHER:
        cause = "each phase scores single draws of what the other samples"
        message = f"`{name}` is summed out, and the schedule is wake–sleep"
        yield not_summed(node, message, cause, "remove the `train` line")
    if values > MOST_VALUES:
        message = f"`{name}` has too many values to sum over: {values:,}"
        cause = f"every density of its children is computed at each, and {MOST_VALUES} are the most"
        yield not_summed(node, message, cause, "declare fewer classes or bits")
    for factor in schematic.factors:
        if factor.child == name:
            message = f"`{name}` is summed out, and an arrow leads into it"
            cause = "it has no value in an example that could be inferred or scored"
            cure = f"remove `{factor}`, or take `{{sum}}` off"
            yield not_summed(node, message, cause, cure)
        elif name in factor.parents and _needs_a_value(schematic, factor):
            message = f"`{name}` is summed out, and `{factor}` reads it"
            cause = (
                "it has no value in an example that could be sampled from, predicted from or judged"
            )
            scored = replace(factor.attributes, features="")
            solid = write_factor(
                schematic, replace(factor, dashed=False, hollow=False, attributes=scored)
            )
            cure = f"take `{name}` off the arrow" if factor.red else f"write `{solid}`"
            yield not_summed(node, message, cause, f"{cure}, or take `{{sum}}` off")
    yield from _of_children(schematic, node)


def _needs_a_value(schematic: Schematic, factor: Factor) -> bool:
    """Whether an arrow samples from what it reads, predicts from it in features, or judges it."""
    if factor.red:
        return schematic.nodes[factor.child].role is Role.INDICATOR
    return factor.dashed or bool(factor.attributes.features)


def _of_children(schematic: Schematic, node: Node) -> Iterator[Diagnostic]:
    """Findings about the solid arrows that leave it."""
    arrows = [f for f in schematic.factors if node.name in f.parents and not (f.dashed or f.red)]
    for factor in arrows:
        others = [p for p in factor.parents if p in schematic.summed and p != node.name]
        if others and schematic.summed.index(others[0]) < schematic.summed.index(node.name):
            message = f"`{factor.child}` has two nodes that are summed out"
            cause = f"{listed((*others, node.name))} would be summed out together"
            cure = "declare one node with as many classes as there are pairs"
            yield not_summed(node, message, cause, cure)
    weights = {_weight(schematic, factor) for factor in arrows}
    if len(weights) > 1:
        message = f"what depends on `{node.name}` is weighed in several ways"
        cause = "its children are one density together, and a part of it would be a power"
        cure = "give their arrows one `weight`, and one `beta` and `match` where they are inferred"
        yield not_summed(node, message, cause, cure)


def _weight(schematic: Schematic, factor: Factor) -> float:
    """How often a density counts: the KL to a conditional prior by `beta` and by `match` too."""
    into, weight = schematic.dashed_into.get(factor.child), factor.attributes.weight
    if into is None or schematic.nodes[factor.child].prior is not None:
        return weight
    return weight * into.attributes.beta * into.attributes.match.factor("kl")
