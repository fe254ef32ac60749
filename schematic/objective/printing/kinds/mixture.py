"""A mixture on paper: `log Σ_c p(c) p(z|c) / q(z|x)`."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.expressions import Expression, Symbol
from schematic.graph.names import greek, latex_name
from schematic.objective.copies import values_of
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density, renamed
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import LogDensity, Objective, Term
from schematic.objective.terms.mixture import Mixture


class _Mixture(Printing[Mixture]):
    def label(self, objective: Objective, body: Mixture) -> str:
        schematic = objective.schematic
        above = [density(schematic, each.source) for each in _above(body)]
        below = [density(schematic, kl.factor) for kl in body.inferred]
        return f"log {_written(body, above, below)}"

    def is_cost(self, body: Mixture) -> bool:
        return False

    def at_draws(self, objective: Objective, body: Mixture) -> str:
        schematic = objective.schematic
        above = [renamed(density(schematic, d.source), d.of, d.given) for d in _above(body)]
        below = [renamed(density(schematic, k.factor), k.of, k.given) for k in body.inferred]
        return f"log {_written(body, above, below)}"

    def gain(self, objective: Objective, body: Mixture) -> symbols.Expression:
        above = [law_of(objective, each.source) for each in _above(body)]
        below = [law_of(objective, kl.factor) for kl in body.inferred]
        text = _written(body, [law.text for law in above], [law.text for law in below])
        latex = rf"\log \sum_{{{latex_name(body.source.name)}}} {_latex(above)}"
        if below:
            latex += rf" - \log {_latex(below)}"
        return symbols.Amount(Symbol(f"log {text}", latex))

    def loss(self, objective: Objective, body: Mixture) -> Expression:
        return -Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Mixture) -> str:
        how = "sampled log-ratio, " if body.inferred else ""
        return f"{how}summed over the {values_of(body.source)} values of {greek(body.source.name)}"


def _above(body: Mixture) -> Iterator[LogDensity]:
    yield body.weights
    yield from body.densities


def _written(body: Mixture, above: list[str], below: list[str]) -> str:
    """The sum over the values of the node, over the densities of what is inferred."""
    whole = f"Σ_{greek(body.source.name)} {' '.join(above)}"
    return f"{whole} / {' '.join(below)}" if below else whole


def _latex(laws: list[symbols.Law]) -> str:
    return r"\, ".join(law.latex for law in laws)


ROOM = _Mixture()
