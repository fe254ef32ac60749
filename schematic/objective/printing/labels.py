"""Terms → their names, whatever their kinds."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph.names import greek
from schematic.objective.copies import values_of
from schematic.objective.printing.kinds import printing_of
from schematic.objective.readings import ancestry
from schematic.objective.terms import Body, Objective, Rows, Term


def label_of(objective: Objective, body: Body) -> str:
    """The name under which a term is reported: `log p(x|z)`, `KL(q(z|x) ‖ p(z))`, `log qʳ(y|x)`."""
    return printing_of(body).label(objective, body)


def cost_of(objective: Objective, body: Body) -> str:
    """The name of what a loss holds of a term, so that it has the sign of its values.

    `−log p(x|z)`, `KL(q(z|x) ‖ p(z))`, `−log qʳ(y|x)`: in a loss, each is what gets smaller.
    """
    label = label_of(objective, body)
    return label if printing_of(body).is_cost(body) else negated(label)


def negated(label: str) -> str:
    """The name of a term with the other sign."""
    return label.removeprefix("−") if label.startswith("−") else f"−{label}"


def at_draws(objective: Objective, term: Term) -> str:
    """A term at the draws it reads: `log p(x|z)`, with the draws' own names."""
    return printing_of(term.body).at_draws(objective, term.body)


def estimator_of(objective: Objective, term: Term) -> str:
    """How a term is estimated, in words."""
    words = printing_of(term.body).estimator(objective, term, term.body)
    values = " and ".join(_values(objective, term))
    words = f"{words}, weighed over {values}" if values else words
    return f"{words}, where {are_rows(term.rows)}" if term.rows else words


def are_rows(rows: Rows) -> str:
    """Which examples are meant, in a sentence: `t is seen and u is missing`."""
    return " and ".join(f"{greek(name)} is {'seen' if seen else 'missing'}" for name, seen in rows)


def _values(objective: Objective, term: Term) -> Iterator[str]:
    """Over which enumerated values a term is averaged."""
    enumerated = [d for d in objective.draws if d.enumerated and not d.is_summed]
    behind = ancestry(objective, term.body.reads) if enumerated else ()
    for draw in enumerated:
        if draw.name in behind:
            count = values_of(objective.schematic.nodes[draw.node])
            yield f"the {count} values of {greek(draw.name)}"
