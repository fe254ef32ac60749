"""Warnings about latent nodes that are scored against, and neither inferred nor inferred from."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import DataLaw, Factor
from schematic.objective.readings import ancestry
from schematic.objective.terms import Draw, LogDensity, Objective


@page("SGM408")
def never_inferred(factor: Factor, name: str, net: str) -> Diagnostic:
    """A density at a latent node that has nothing to do with the other nodes of the arrow.

    `z -> x ~ G[θ]` scores x given z. If z is drawn from its prior, by itself, it tells nothing
    about x, and the arrow learns the same law for every z: a bound on log p(x), but a poor one. A
    latent node is inferred from what it explains (`x ..> z ~ E[η]`), or what it makes is inferred
    from it (`z ..|> x = G[θ]`).
    """
    others = tuple(n for n in (factor.child, *factor.parents) if n != name)
    message = f"`{name}` is drawn from its prior, scored with {listed(others)}, and never inferred"
    cause = f"a draw of `{name}` tells nothing about {listed(others)}"
    cure = f"infer it, such as `{others[0]} ..> {name} ~ {net}[η]`"
    about = (name, "..>")
    return Diagnostic("SGM408", message, factor.arrow_span, cause, cure, "warning", about)


def check(objective: Objective) -> Iterator[Diagnostic]:
    """A warning about each latent node that is drawn from its prior to be scored."""
    nets = {ref.net for factor in objective.schematic.factors for ref in factor.law.nets}
    fresh = next(name for name in (*"EQRSTUVW", "E_0") if name not in nets)
    seen: set[str] = set()
    for term in (term for player in objective.players for term in player.terms):
        arrow = next(iter(term.sources), None)
        if isinstance(term.body, LogDensity) and isinstance(arrow, Factor) and not arrow.dashed:
            name = next(_unrelated(objective, term.body), None)
            if name is not None and name not in seen:
                seen.add(name)
                yield never_inferred(arrow, name, fresh)


def _unrelated(objective: Objective, body: LogDensity) -> Iterator[str]:
    """The latent nodes that a density reads, and that none of its other draws depends on.

    The noise of an inference may stand beside a condition, as in pix2pix with `a, z -> x`.
    """
    read = (*body.given, body.of)
    draws = objective.drawn
    for name in (name for name in read if _is_prior(draws[name])):
        others = ancestry(objective, (other for other in read if other != name))
        is_noise = draws[name].node in objective.schematic.inferred_from and name != body.of
        is_beside = any(not _is_prior(draws[other]) for other in body.given)
        if name not in others and not (is_noise and is_beside):
            yield draws[name].node


def _is_prior(draw: Draw) -> bool:
    return draw.factor is None and not isinstance(draw.law, DataLaw)
