"""What depends on a node that is summed out is one density, so all of it belongs to one pass."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.checks.structure.summed import not_summed
from schematic.diagnostics import Diagnostic
from schematic.graph import Factor
from schematic.objective.terms import Objective
from schematic.objective.terms.mixture import Mixture


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about mixtures that lack a part."""
    schematic = objective.schematic
    terms = (t for p in objective.players for t in (*p.terms, *p.constants))
    found: dict[str, Diagnostic] = {}
    for body in (term.body for term in terms):
        for mixture in (body, *(part.body for part in body.inside)):
            if not isinstance(mixture, Mixture):
                continue
            node = mixture.source
            arrows = [f for f in schematic.factors if node.name in f.parents]
            sources = {density.source for density in mixture.densities}
            lacking: list[Factor] = [factor for factor in arrows if factor not in sources]
            if lacking:
                message = (
                    f"`{node.name}` is summed out, and `{lacking[0]}` is not there in each pass"
                )
                cause = "the children of the node are one density, of which a pass has a part"
                cure = f"give `{lacking[0].child}` a node of its own, or take `{{sum}}` off"
                found.setdefault(node.name, not_summed(node, message, cause, cure))
    yield from found.values()
