"""No arrow, no attribute and no law of an accepted spec is without effect.

The derivation says what it has read (`objective/readings.py`); here that is compared with what is
written.
"""

from __future__ import annotations

from collections.abc import Iterator

from schematic.checks.objective.gradients import reached_nets
from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Node, Schematic
from schematic.graph.attributes import written
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.match import meeting_of, sentences
from schematic.objective.readings import Readings, readings_of
from schematic.objective.terms import Objective


@page("SGM405")
def arrow_without_effect(factor: Factor, cause: str, cure: str) -> Diagnostic:
    """An arrow that no term of the objective comes from, and no draw that one reads.

    A solid arrow is scored where its child is a root, or is the prior of an inferred node that has
    no law of its own. Where every pass infers the child and the child has a law, the law is the
    prior, and the arrow is left over. A dashed arrow has an effect if what it infers is scored,
    matched or judged.
    """
    message = f"the arrow `{factor.arrow}` into `{factor.child}` has no effect"
    about = (factor.child, *factor.parents)
    return Diagnostic("SGM405", message, factor.arrow_span, cause, cure, about=about)


@page("SGM406")
def attribute_without_effect(factor: Factor, name: str, cause: str) -> Diagnostic:
    """An attribute that nothing reads.

    `beta` weighs the KL of an inferred node, so it needs one; `weight` weighs what an arrow adds
    for everyone but φ; `samples` are averaged by the terms that read the draw.
    """
    message = f"`{name}` has no effect on this arrow"
    cure = f"remove `{name}`"
    return Diagnostic("SGM406", message, factor.arrow_span, cause, cure, about=(factor.child,))


@page("SGM407")
def law_without_effect(node: Node, cause: str) -> Diagnostic:
    """A node's own law that is neither drawn from nor compared with anything.

    Roots are drawn from their law, and inferred nodes are matched to it. A node that is always
    inferred and matched by nothing does not need one.
    """
    message = f"the law of `{node.name}` has no effect"
    cure = f"declare `{node.name}` latent, without a law, and take `match` off the arrow into it"
    return Diagnostic("SGM407", message, node.name_span, cause, cure, about=(node.name,))


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about what is written and not read."""
    schematic, read = objective.schematic, readings_of(objective)
    trained = reached_nets(objective)
    for factor in schematic.factors:
        if factor in read.arrows:
            yield from _attributes(schematic, factor, read)
        elif not factor.dashed or {ref.net for ref in factor.law.nets} <= trained:
            yield arrow_without_effect(factor, *_why_idle(schematic, factor))
    for node in schematic.nodes.values():
        if node.name not in read.laws and _needs_a_reader(schematic, node, read):
            cause = f"`{node.name}` is never drawn from it, and nothing matches `{node.name}` to it"
            yield law_without_effect(node, cause)


def _why_idle(schematic: Schematic, factor: Factor) -> tuple[str, str]:
    """Why nothing reads an arrow, and what to do."""
    child, away = factor.child, "remove the arrow"
    if factor.dashed:
        return "nothing scores, matches or judges what it infers", away
    into = schematic.dashed_into.get(child)
    if into is None:
        return f"no pass has all of `{child}` and {_parents(factor)}", away
    law, meeting = schematic.nodes[child].law, meeting_of(schematic, into)
    if law is None and meeting is not None:
        how = sentences(meeting, child, f"q({child})", f"p({child})")
        return f"it is the prior of `{child}`, and {how}", away
    if schematic.nodes[child].is_data:
        return f"every pass infers `{child}`, and only a root is scored", away
    cure = f"take `~ {law}` off `{child}`, so that the arrow is its prior, or {away}"
    return f"`{child}` is inferred, and what it is matched to is its own law, `{law}`", cure


def _parents(factor: Factor) -> str:
    return " and ".join(f"`{name}`" for name in factor.parents)


def _attributes(schematic: Schematic, factor: Factor, read: Readings) -> Iterator[Diagnostic]:
    for name in written(factor.attributes):
        if (factor, name) not in read.attributes:
            yield attribute_without_effect(factor, name, _why_unread(schematic, factor, name))


def _why_unread(schematic: Schematic, factor: Factor, name: str) -> str:
    """Why nothing reads an attribute of an arrow that something reads."""
    child = factor.child
    if factor.red:
        return f"only the discriminator learns from what `{', '.join(factor.parents)}` looks like"
    if not factor.dashed:
        return f"the arrow only generates `{child}`, and is not scored"
    if schematic.schedule.has_phases:
        return "wake and sleep score each arrow by itself, at samples without gradient"
    if name == "temperature":
        return "only a relaxed sample has one: `gradient = relaxed` or `straight-through`"
    if name == "samples":
        if ESTIMATORS[factor.attributes.gradient].enumerates:
            return f"`gradient = {factor.attributes.gradient}` takes each value of `{child}` once"
        return f"no term reads a sample of `{child}`"
    meeting = meeting_of(schematic, factor)
    if meeting is None:
        return f"`{child}` has no law, so there is nothing to match"
    return sentences(meeting, f"`{child}`", f"q({child})", f"p({child})")


def _needs_a_reader(schematic: Schematic, node: Node, read: Readings) -> bool:
    """Whether an unread law is a fault of its own: its node is used, and not sampled from it.

    The prior of a latent node that its arrow matches by nothing still says how to sample it.
    """
    if node.law is None:
        return False
    is_used = any(node.name in (*arrow.parents, arrow.child) for arrow in read.arrows)
    into = schematic.dashed_into.get(node.name)
    is_prior = into is not None and into.attributes.match.words == ("nothing",) and not node.is_data
    return is_used and not is_prior
