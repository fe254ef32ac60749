"""What compares the examples of a batch with each other needs all of them."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Factor
from schematic.objective.printing.labels import are_rows, label_of
from schematic.objective.terms import Objective, Term


@page("SGM412")
def coupled_in_part(term: Term, factor: Factor, label: str) -> Diagnostic:
    """A term that compares examples with each other, of some examples of the batch only.

    Where a node is partly observed, each term counts in the examples of its pass, which is a weight
    of 1 or 0 for each. A term such as `match = mmd` has no value for an example that could be
    weighed. What is inferred from other nodes alone is the same in both passes, and may have it.
    """
    message = f"{label} is asked for where {are_rows(term.rows)}"
    cause = "it compares the examples of a batch, and some of them are not meant"
    names = listed(name for name, _ in term.rows)
    cure = f"write `match = kl`, or infer `{factor.child}` without {names}"
    return Diagnostic("SGM412", message, factor.arrow_span, cause, cure, about=(factor.child,))


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about terms that couple some examples of a batch."""
    terms = (term for player in objective.players for term in player.terms)
    found: dict[Factor, Diagnostic] = {}
    for term in terms:
        if term.rows and (term.body.couples or term.body.pairs):
            factor = next(source for source in term.sources if isinstance(source, Factor))
            label = label_of(objective, term.body)
            found.setdefault(factor, coupled_in_part(term, factor, label))
    yield from found.values()
