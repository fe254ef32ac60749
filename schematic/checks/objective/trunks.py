"""What a discriminator's trunk computes on the way to it must not be used after it has stepped."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor
from schematic.objective.terms import Draw, Objective


@page("SGM404")
def stale_trunk(factor: Factor, net: str, trunk: str) -> Diagnostic:
    """An inference net on a discriminator's trunk, behind a node that carries gradient.

    What is inferred is sampled once a batch, for all players. The discriminator steps first, so its
    trunk has changed when the gradient of everyone else comes back through it. Behind data, through
    which no gradient passes, such a net is fine.
    """
    message = f"gradient comes back through the trunk of `{trunk}` after `{trunk}` has stepped"
    cause = f"`{net}` stands on `{trunk}`, and what it reads is inferred"
    cure = f"give `{net}` layers of its own: `net {net} = mlp(64)`"
    return Diagnostic("SGM404", message, factor.arrow_span, cause, cure, about=(net, trunk))


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about trunks of discriminators under inferred draws."""
    judges = {net for p in objective.players if p.discriminates for net in p.nets}
    seen: set[str] = set()
    for draw in objective.draws:
        if draw.factor is None or draw.detached or not _reads_inferred(objective, draw):
            continue
        for ref in draw.factor.law.nets:
            inside = objective.schematic.nets.get(ref.net)
            trunk = inside.trunk if inside else None
            if trunk in judges and ref.net not in judges | seen:
                seen.add(ref.net)
                yield stale_trunk(draw.factor, ref.net, trunk or "")


def _reads_inferred(objective: Objective, draw: Draw) -> bool:
    return any(not objective.draw(name).detached for name in draw.given)
