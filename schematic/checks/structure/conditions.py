"""An indicator that picks data is one that a red arrow ends in (rule 4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import DataLaw, Factor, Node, Schematic
from schematic.objective.passes import dashed_cycles


@page("SGM325")
def idle_condition(node: Node, indicator: str) -> Diagnostic:
    """Data that an indicator picks, where no solid red arrow ends in that indicator.

    `data by y` has a data set for each label of y, and `data when y = source` has data for one
    label. What draws y is the game about it: a solid red arrow, `x -!> y ~ D[φ]`.
    """
    message = f"the data of `{node.name}` depend on `{indicator}`, and nothing draws `{indicator}`"
    cause = f"no solid red arrow ends in `{indicator}`"
    cure = f"add one, such as `x -!> {indicator} ~ D[φ]`, or write `~ data` alone"
    about = (node.name, indicator, "-!>")
    return Diagnostic("SGM325", message, node.name_span, cause, cure, about=about)


@page("SGM326")
def judged_in_part(factor: Factor, name: str, indicator: str) -> Diagnostic:
    """A judged node that is there for one value of the indicator only.

    A discriminator tells the two sides of a node apart. Data `when y = source` exist on one side
    only, and so does what is inferred from them.
    """
    message = f"`{factor.child}` cannot tell two sides of `{name}` apart: one has no data"
    cause = f"`{name}` comes from data that are there for one label of `{indicator}` only"
    cure = f"judge another node, or write `~ data by {indicator}` without `when`"
    about = (name, indicator)
    return Diagnostic("SGM326", message, factor.arrow_span, cause, cure, about=about)


@page("SGM327")
def prior_in_part(factor: Factor, name: str, indicator: str) -> Diagnostic:
    """A conditional prior that is there for one value of an indicator only.

    An inferred node without a law of its own is matched to the solid arrow into it. If that arrow
    starts from data `when y = source`, nothing matches the node for the other label.
    """
    message = f"nothing matches `{factor.child}` to its prior for one label of `{indicator}`"
    cause = f"the prior starts from `{name}`, whose data are there for the other label only"
    cure = f"start the solid arrow into `{factor.child}` from another node"
    about = (name, indicator)
    return Diagnostic("SGM327", message, factor.arrow_span, cause, cure, about=about)


@page("SGM328")
def picked_twice(factor: Factor) -> Diagnostic:
    """An indicator that picks data, and tells judged nodes from their own laws as well.

    Where y picks a data set (`data by y`, ADA), real and fake are the two data sets. Where every
    judged node has a law of its own (GAN, AAE), real is that law. One y cannot mean both.
    """
    message = f"`{factor.child}` would pick a data set and tell a law from inference at once"
    has = "have laws of their own" if len(factor.parents) > 1 else "has a law of its own"
    cause = f"{listed(factor.parents)} {has}, and `data by {factor.child}` is there"
    cure = f"drop that law, or write `~ data` without `by {factor.child}`"
    about = (*factor.parents, factor.child)
    return Diagnostic("SGM328", message, factor.arrow_span, cause, cure, about=about)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about data that there are not always."""
    laws = (node.law for node in schematic.nodes.values())
    picks = {law.by for law in laws if isinstance(law, DataLaw)}
    for factor in schematic.factors:
        is_game = factor.red and not factor.dashed and factor.child in picks
        is_game = is_game and not factor.attributes.real
        if is_game and all(schematic.nodes[name].law is not None for name in factor.parents):
            yield picked_twice(factor)
    drawn = {f.child for f in schematic.factors if f.red and not f.dashed}
    for node in schematic.nodes.values():
        law = node.law
        for indicator in law.indicators if isinstance(law, DataLaw) else ():
            if indicator not in drawn:
                yield idle_condition(node, indicator)
    partial = _partial(schematic)
    for factor in schematic.factors if partial else ():
        for name in factor.parents:
            if name in partial:
                yield from _in_part(schematic, factor, name, partial)


def _in_part(
    schematic: Schematic, factor: Factor, name: str, partial: Mapping[str, str]
) -> Iterator[Diagnostic]:
    """Findings about an arrow from a node that is there for one label only."""
    if factor in schematic.games or (factor.red and factor.dashed):
        yield judged_in_part(factor, name, partial[name])
    elif _is_prior(schematic, factor) and factor.child not in partial:
        yield prior_in_part(factor, name, partial[name])


def _is_prior(schematic: Schematic, factor: Factor) -> bool:
    """Whether a solid arrow is what an inferred node without a law is matched to."""
    inferred = factor.child in schematic.dashed_into
    return inferred and not factor.dashed and schematic.nodes[factor.child].law is None


def _partial(schematic: Schematic) -> dict[str, str]:
    """The nodes that are missing for one label of an indicator, and that indicator."""
    starts = {name for cycle in dashed_cycles(schematic) for name in cycle}
    partial: dict[str, str] = {}
    for node in schematic.nodes.values():
        law, is_drawn = node.law, node.name in starts or node.name not in schematic.dashed_into
        if isinstance(law, DataLaw) and law.when and is_drawn:
            partial[node.name] = law.when[0]
    stack = list(partial)
    while stack:
        name = stack.pop()
        for child in schematic.inferred_from.get(name, ()):
            if child not in partial:
                partial[child] = partial[name]
                stack.append(child)
    return partial
