"""A law of its parents mixes noise into data, at a level between 0 and 1, along a dashed arrow."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Distribution, Factor, Node, Schematic
from schematic.graph.attributes import DEFAULTS, spelling, written
from schematic.graph.laws import spelled


@page("SGM348")
def wrong_ends(factor: Factor, message: str, cause: str, cure: str) -> Diagnostic:
    """The parents of a diffused node are data, and a level of noise.

    `x, t ..> u ~ Diffused(cosine)` makes u = α(t) x + σ(t) ε. So x is numbers that come with the
    data, and t a latent node of one number, uniform between two levels from 0 (no noise) to 1 (no
    data): `latent t : unit[1] ~ Uniform(0, 1)`.
    """
    about = (factor.child, *factor.parents)
    return Diagnostic("SGM348", message, factor.arrow_span, cause, cure, about=about)


@page("SGM358")
def wrong_mixture(factor: Factor, message: str, cause: str, cure: str) -> Diagnostic:
    """A diffused node is inferred, as large as its data, and has no net.

    `Diffused` stands on a dashed arrow with a filled head, `..>`. It is fixed: no gradient passes
    through the draw to any net, so nothing estimates one. `samples = k` draws k of them an example.
    """
    about = (factor.child, *factor.parents)
    return Diagnostic("SGM358", message, factor.arrow_span, cause, cure, about=about)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the arrows whose law is one of their parents."""
    for factor in schematic.factors:
        if factor.law.form.of_parents:
            yield from _found(schematic, factor)


def _found(schematic: Schematic, factor: Factor) -> Iterator[Diagnostic]:
    family, child = factor.law.family, factor.child
    if not factor.dashed or factor.red:
        message = f"`{family}` on the arrow `{factor.arrow}`"
        cause = "it says how a node is inferred, by mixing noise into another"
        cure = f"write `{', '.join(factor.parents)} ..> {child} ~ {factor.law}`"
        yield wrong_mixture(factor, message, cause, cure)
        return
    if len(factor.parents) != 2:
        message = f"`{family}` of {len(factor.parents)} parent{'s' * (len(factor.parents) > 1)}"
        cause = "it mixes noise into the first, at the level that the second says"
        cure = f"give it data and a level, as in `x, t ..> {child} ~ {factor.law}`"
        yield wrong_ends(factor, message, cause, cure)
        return
    value, level = (schematic.nodes[name] for name in factor.parents)
    yield from _value(schematic, factor, value)
    yield from _level(schematic, factor, level)
    yield from _child(schematic, factor, value)


def _value(schematic: Schematic, factor: Factor, value: Node) -> Iterator[Diagnostic]:
    is_root = value.is_data and value.name not in schematic.dashed_into
    if not is_root:
        message = f"`{factor.law.family}` mixes noise into `{value.name}`, which is not data alone"
        cause = "what is learnt is how to take noise away from data"
        cure = "start from a visible node that no dashed arrow leads to"
        inferred = schematic.dashed_into.get(value.name)
        if not value.is_data and inferred is not None and inferred.law.nets:
            cure += "; codes take noise in steps: `sgm zoo latent-diffusion`"
        yield wrong_ends(factor, message, cause, cure)
    elif value.space.classes:
        message = f"`{factor.law.family}` mixes noise into the class `{value.name}`"
        cause, cure = "a class is no number", "start from a `real` or a `unit` node"
        yield wrong_ends(factor, message, cause, cure)


def _level(schematic: Schematic, factor: Factor, level: Node) -> Iterator[Diagnostic]:
    law, name = level.law, level.name
    cure = f"write `latent {name} : unit[1] ~ Uniform(0, 1)`"
    message = f"`{name}` is no level of noise"
    if not isinstance(law, Distribution) or law.family != "Uniform" or level.space.shape is None:
        yield wrong_ends(factor, message, "a level is drawn uniformly between two numbers", cure)
    elif name in schematic.dashed_into:
        cause = f"a level has its own law, and a dashed arrow leads into `{name}`"
        yield wrong_ends(factor, message, cause, "remove that arrow")
    elif level.space.shape != (1,):
        yield wrong_ends(factor, message, f"a level is one number, and `{name}` is more", cure)
    elif not 0 <= law.numbers[0] < law.numbers[1] <= 1:
        low, high = map(spelled, law.numbers)
        cause = f"levels lie between 0 and 1, and these between {low} and {high}"
        yield wrong_ends(factor, message, cause, cure)


def _child(schematic: Schematic, factor: Factor, value: Node) -> Iterator[Diagnostic]:
    child = schematic.nodes[factor.child]
    if child.space.shape != value.space.shape:
        message = f"`{child.name}` is not as large as `{value.name}`"
        cause = "it is its value, with noise in it"
        cure = f"write `latent {child.name} : real`, without a shape"
        yield wrong_mixture(factor, message, cause, cure)
    for name in written(factor.attributes):
        if name not in ("samples", "match") and getattr(DEFAULTS, name) is not None:
            shown = f"`{spelling(name)}` on an arrow without a net"
            cause = "nothing learns through what it draws"
            yield wrong_mixture(factor, shown, cause, f"remove `{spelling(name)}`")
