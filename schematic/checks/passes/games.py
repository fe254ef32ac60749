"""A red arrow is a game: it needs two sides that can be told apart (rules 4 and 5)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schematic.checks.order import unordered
from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor, Role, Schematic
from schematic.graph.advice import new_generation, with_prior, write_factor
from schematic.objective.game_sides import Sides, sides_of
from schematic.objective.passes import dashed_cycles, find_passes


@page("SGM321")
def no_two_sides(factor: Factor, cause: str, cure: str, about: tuple[str, ...]) -> Diagnostic:
    """A solid red arrow whose nodes come in one version only.

    The discriminator tells real from fake. Real is the node drawn from its own law, fake is the
    node as it is inferred (GAN, AAE); or y picks the pass (ALI) or the data set (`~ data by y`,
    ADA). If the judged nodes are never inferred, or have no law and no data set to pick, there is
    one side only.
    """
    judged = ", ".join(factor.parents)
    message = f"`{factor.child}` cannot tell two sides of `{judged}` apart: there is only one"
    return Diagnostic("SGM321", message, factor.arrow_span, cause, cure, about=about)


@page("SGM322")
def degenerate_on_solid(factor: Factor) -> Diagnostic:
    """`{degenerate}` on a solid red arrow.

    The perfect discriminator is certain, so it gives no gradient to anyone. It has a meaning only
    where y is inferred (`x ..!> y`): real examples weigh 1, generated ones 0.
    """
    message = "a perfect discriminator gives no gradient on a solid red arrow"
    parents = ", ".join(factor.parents)
    cure = f"take `degenerate` away, or infer `{factor.child}`: `{parents} ..!> {factor.child}`"
    return Diagnostic("SGM322", message, factor.arrow_span, "", cure)


@page("SGM323")
def not_generated(
    factor: Factor, name: str, reason: tuple[str, str], about: tuple[str, ...]
) -> Diagnostic:
    """A dashed red arrow from a node that is not both real and generated.

    `x ..!> y` weighs real and generated x by how real the discriminator finds them, so x must be
    a data node that is not inferred, and a solid factor must generate it from something that has
    a law. In `x, c ..!> y`, data c that nothing generates are a condition of both.
    """
    message = f"`{factor.child}` cannot weigh real `{name}` against generated ones"
    cause, cure = reason
    return Diagnostic("SGM323", message, factor.arrow_span, cause, cure, about=about)


@page("SGM324")
def second_weigher(factor: Factor) -> Diagnostic:
    """A dashed red arrow beside another red arrow.

    Where y is inferred, each example has one weight. Two dashed red arrows would give two, and a
    solid one beside them asks y to be generated and inferred at once.
    """
    message = f"`{factor.arrow}` weighs each example, and there is another red arrow"
    cause = "an example has one weight, from one discriminator"
    return Diagnostic("SGM324", message, factor.arrow_span, cause, "keep one red arrow")


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about games, where dashed arrows have an order."""
    games = [factor for factor in schematic.factors if _is_game(schematic, factor)]
    passes = find_passes(schematic) if games else ()
    weighers = [factor for factor in games if factor.dashed]
    if weighers and len(games) + len(schematic.predictions) > 1:
        yield second_weigher(weighers[-1])
    for factor in games:
        if factor.dashed:
            yield from _weighed(schematic, factor)
        elif factor.attributes.degenerate:
            yield degenerate_on_solid(factor)
        elif sides_of(schematic, factor, passes) is Sides.NONE:
            yield _one_side(schematic, factor)


def _is_game(schematic: Schematic, factor: Factor) -> bool:
    return factor.red and schematic.nodes[factor.child].role is Role.INDICATOR


def _one_side(schematic: Schematic, factor: Factor) -> Diagnostic:
    cause, cure = _missing_side(schematic, factor)
    about = (*_inferred_from(schematic, factor.parents), factor.child, "..>")
    return no_two_sides(factor, cause, cure, about)


def _missing_side(schematic: Schematic, factor: Factor) -> tuple[str, str]:
    """Which side is missing, and what brings it about."""
    into, nodes = schematic.dashed_into, schematic.nodes
    lawless = [nodes[name] for name in factor.parents if name in into and nodes[name].law is None]
    if lawless:
        names = listed(node.name for node in lawless)
        cure = f"write {', '.join(f'`{with_prior(node)}`' for node in lawless)}"
        cure += f"; or let `{factor.child}` pick a data set: `~ data by {factor.child}`"
        has = "have no laws of their own" if len(lawless) > 1 else "has no law of its own"
        return f"there is no real side, for {names} {has}", cure
    idle = [name for name in factor.parents if name not in into]
    if idle:
        cause = f"there is no fake side, for no dashed arrow leads to {listed(idle)}"
        return cause, new_generation(schematic, idle[0], arrow="..|>")
    cause = "there is no fake side, for every pass starts from what is judged"
    around = (c for c in dashed_cycles(schematic) if not set(c).isdisjoint(factor.parents))
    others = (nodes[name] for cycle in around for name in cycle if nodes[name].law is None)
    other = next(others, None)
    return cause, f"write `{with_prior(other)}`" if other else "remove this line"


def _inferred_from(schematic: Schematic, names: Iterable[str]) -> tuple[str, ...]:
    """Some nodes and all that they are inferred from."""
    stack = list(names)
    seen = dict.fromkeys(stack)
    while stack:
        factor = schematic.dashed_into.get(stack.pop())
        for parent in factor.parents if factor else ():
            if parent not in seen:
                seen[parent] = None
                stack.append(parent)
    return tuple(seen)


def _weighed(schematic: Schematic, factor: Factor) -> Iterator[Diagnostic]:
    """Findings about a dashed red arrow; data that nothing generates are conditions in it."""
    generated = [name for name in factor.parents if not _is_condition(schematic, name)]
    for name in generated or factor.parents:
        behind = _generated(schematic, name)
        reason = _not_weighable(schematic, factor, name, behind)
        if reason is not None:
            yield not_generated(factor, name, reason, (*behind, "->"))


def _is_condition(schematic: Schematic, name: str) -> bool:
    """Whether a node's data go with real and generated examples alike (AA-CVAE)."""
    is_reached = name in schematic.dashed_into or name in schematic.solid_into
    return schematic.nodes[name].is_data and not is_reached


def _not_weighable(
    schematic: Schematic, factor: Factor, name: str, generated: tuple[str, ...]
) -> tuple[str, str] | None:
    """Why real and generated draws of a node cannot be weighed, and the cure; None if they can."""
    into = schematic.solid_into
    if not schematic.nodes[name].is_data:
        return f"`{name}` does not follow the data", _judged_otherwise(schematic, factor, name)
    if name in schematic.dashed_into:
        cure = _judged_otherwise(schematic, factor, name)
        return f"`{name}` is inferred by a dashed arrow", cure
    lost = [node for node in generated if node not in into]
    if lost:
        cure = new_generation(schematic, lost[0])
        return f"no solid arrow generates {listed(lost)}", cure
    if unordered({node: into[node].parents for node in generated}):
        line = write_factor(schematic, into[name])
        cure = f"{new_generation(schematic, name)}, and remove `{line}`"
        return f"the solid arrows into `{name}` go in a circle", cure
    return None


def _judged_otherwise(schematic: Schematic, factor: Factor, name: str) -> str:
    """What to write instead of weighing a node that is not both real and generated."""
    judge, others = factor.law.nets[0], [other for other in factor.parents if other != name]
    if others:
        return f"write `{', '.join(others)} ..!> {factor.child} ~ {judge}`, without `{name}`"
    node = schematic.nodes[name]
    if node.law is not None and name in schematic.dashed_into:
        return f"write `{name} -!> {factor.child} ~ {judge}`, which matches `{name}` to its law"
    return f"remove this line; `{factor.child}` weighs data that a solid arrow generates"


def _generated(schematic: Schematic, name: str) -> tuple[str, ...]:
    """A node and what it is generated from, as far as no node is drawn from a law instead."""
    stack, seen = [name], {name: None}
    while stack:
        factor = schematic.solid_into.get(stack.pop())
        for parent in factor.parents if factor else ():
            node = schematic.nodes[parent]
            is_condition = node.is_data and parent not in schematic.solid_into
            drawn = node.prior is not None or is_condition
            if parent not in seen and not drawn:
                seen[parent] = None
                stack.append(parent)
    return tuple(seen)
