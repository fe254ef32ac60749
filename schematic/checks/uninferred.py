"""Warnings about latent nodes that are scored against, and neither inferred nor inferred from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import DataLaw, Factor
from schematic.objective.readings import ancestry
from schematic.objective.terms import Draw, LogDensity, Objective, Term


@page("SGM354")
def never_inferred(factor: Factor, name: str, others: tuple[str, ...]) -> Diagnostic:
    """A density at a latent node that has nothing to do with the other nodes of the arrow.

    `z -> x ~ G[θ]` scores x given z. If z is drawn from its prior, by itself, it tells nothing
    about x, and the arrow learns the same law for every z: a bound on log p(x), but a poor one. A
    latent node is inferred from what it explains (`x ..> z ~ E[η]`), or what it makes is inferred
    from it (`z ..|> x = G[θ]`).
    """
    message = f"`{name}` is drawn from its prior, scored with {listed(others)}, and never inferred"
    cause = f"a draw of `{name}` tells nothing about {listed(others)}"
    cure = f"infer it, such as `{others[0]} ..> {name} ~ E[η]`"
    about = (name, "..>")
    return Diagnostic("SGM354", message, factor.arrow_span, cause, cure, "warning", about)


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about latent nodes that are drawn from their prior to be scored."""
    draws = {draw.name: draw for draw in objective.draws}
    seen: set[tuple[Factor, str]] = set()
    for term in (term for player in objective.players for term in player.terms):
        source = next(iter(term.sources), None)
        if not isinstance(term.body, LogDensity) or not isinstance(source, Factor):
            continue
        for name in _unrelated(objective, term, term.body, draws):
            if not source.dashed and (source, name) not in seen:
                seen.add((source, name))
                others = tuple(n for n in (source.child, *source.parents) if n != name)
                yield never_inferred(source, name, others)


def _unrelated(
    objective: Objective, term: Term, body: LogDensity, draws: Mapping[str, Draw]
) -> Iterator[str]:
    """The latent nodes that a density reads, and that none of its other draws depends on.

    A parent that is the noise of some inference (pix2pix) may be unrelated in the real pass.
    """
    read = (body.of, *body.given)
    for name in read:
        draw = draws[name]
        is_prior = draw.factor is None and not isinstance(draw.law, DataLaw)
        others = ancestry(objective, (other for other in read if other != name))
        is_noise = name != body.of and draw.node in objective.schematic.inferred_from
        if is_prior and name not in others and not is_noise:
            yield draw.node
