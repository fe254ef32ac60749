"""An invertible net gives a hollow arrow a density: where it stands, and what it hands on."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors import CONSTRUCTORS
from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, NetRef, Schematic
from schematic.graph.advice import hollow, with_prior
from schematic.objective.carried import carried
from schematic.objective.match import prior_of, ways_of


@page("SGM338")
def inferred_twice(factor: Factor, name: str, solid: Factor) -> Diagnostic:
    """A second way to infer the first parent of a solid arrow with an invertible net.

    `z -|> x = F[θ]` with an invertible net infers z as F⁻¹(x) in every pass, so nothing else can
    infer it: no dashed arrow, and no other solid arrow with an invertible net.
    """
    message = f"`{name}` is inferred twice"
    cause = f"`{solid}` is one-to-one, so it infers `{name}` from `{solid.child}` in every pass"
    return Diagnostic("SGM338", message, factor.arrow_span, cause, "remove this line")


@page("SGM339")
def counted_twice(factor: Factor, name: str, other: str, base: str, cure: str) -> Diagnostic:
    """One density that meets two laws, since an invertible net hands it on.

    Where `u ..|> z = A[η]` is one-to-one, the density of z is that of u, carried on: matching z to
    its law holds u to a law too. A law of u, or a second node that u is carried on to, would count
    the entropy of u twice, and the objective would be no bound.
    """
    message = f"the laws of `{other}` and `{name}` are met with one density"
    cause = f"invertible nets carry the density of `{base}`, and its entropy would count twice"
    return Diagnostic("SGM339", message, factor.arrow_span, cause, cure, about=(name, other))


@page("SGM340")
def nothing_to_carry(factor: Factor, name: str, cause: str, cure: str) -> Diagnostic:
    """A first parent without a law of its own that an invertible net could carry.

    The density of x in `z -|> x = F[θ]` is that of z, over the change of volume. So z is latent and
    has a law, or a solid arrow into it; and it meets that law as the change of variables says, not
    by an adversary.
    """
    message = f"`{factor.child}` has no density: `{name}` hands none on to it"
    return Diagnostic("SGM340", message, factor.arrow_span, cause, cure, about=(name,))


@page("SGM509")
def no_raw_parameters(factor: Factor, ref: NetRef, cure: str) -> Diagnostic:
    """An invertible net behind an arrow that is not hollow.

    An invertible net carries the value of its first parent to that of the child. A filled arrow
    asks for the raw parameters of a law, and a red one for a logit.
    """
    message = f"net `{ref.net}` is invertible, and `{factor.arrow}` does not ask for a value"
    cause = "it returns a value of its child, not the raw parameters of a law"
    return Diagnostic("SGM509", message, ref.span, cause, cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about invertible nets."""
    for factor in schematic.factors:
        if not factor.hollow:
            yield from _raw(schematic, factor)
    for inverse in schematic.inverses:
        yield from _inferred_twice(schematic, inverse)
        yield from _law(schematic, inverse)
    yield from _counted_twice(schematic)


def _raw(schematic: Schematic, factor: Factor) -> Iterator[Diagnostic]:
    for ref in factor.law.nets:
        line = schematic.nets.get(ref.net)
        if line is not None and CONSTRUCTORS[line.constructor].is_invertible:
            is_alone = not factor.red and factor.law.arguments == (ref,)
            cure = f"write `{hollow(factor)}`" if is_alone else "use `mlp` for it"
            yield no_raw_parameters(factor, ref, cure)


def _inferred_twice(schematic: Schematic, inverse: Factor) -> Iterator[Diagnostic]:
    solid, name = inverse.backwards_of, inverse.child
    assert solid is not None
    for factor in schematic.factors:
        if factor.dashed and not factor.red and factor.child == name:
            yield inferred_twice(factor, name, solid)
    first = next(each for each in schematic.inverses if each.child == name)
    if first is not inverse and first.backwards_of is not None:
        yield inferred_twice(solid, name, first.backwards_of)


def _law(schematic: Schematic, inverse: Factor) -> Iterator[Diagnostic]:
    solid, node = inverse.backwards_of, schematic.nodes[inverse.child]
    assert solid is not None
    name = node.name
    if node.is_data:
        cause = f"`{name}` is data, which have no density"
        yield nothing_to_carry(solid, name, cause, f"make it latent: write `{with_prior(node)}`")
    elif name in schematic.judged:
        cause = f"a red arrow leaves `{name}`, so an adversary would match it"
        cure = f"remove the red arrow; the density of `{name}` matches it"
        yield nothing_to_carry(solid, name, cause, cure)
    elif prior_of(schematic, name) is None and not _is_carried_on(schematic, name):
        cause = f"`{name}` has no law, and no solid arrow leads to it"
        yield nothing_to_carry(solid, name, cause, f"write `{with_prior(node)}`")


def _is_carried_on(schematic: Schematic, name: str) -> bool:
    """Whether a node is the child of another solid arrow with an invertible net."""
    return any(inverse.parents[0] == name for inverse in schematic.inverses)


def _counted_twice(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about draws whose density meets several laws."""
    into = schematic.dashed_into
    taken: dict[str, str] = {}
    for name, factor in into.items():
        way = carried(schematic, into, factor)
        if way is None or "kl" not in ways_of(schematic, factor):
            continue
        between = (each.parents[0] for each in way.along if each.parents[0] in into)
        own = next((n for n in between if "kl" in ways_of(schematic, into[n])), None)
        other = own or taken.get(way.base)
        if other is not None:
            arrow = factor.backwards_of or factor
            yield counted_twice(arrow, name, other, way.base, _cure(into[other], other))
        elif way.base in into:
            taken[way.base] = name


def _cure(factor: Factor, name: str) -> str:
    """How the second meeting of a density is left out."""
    cure = f"take the law off `{name}`"
    if factor.backwards_of is not None:
        return cure
    return f"{cure}, or write `match = nothing` on the arrow that infers it"
