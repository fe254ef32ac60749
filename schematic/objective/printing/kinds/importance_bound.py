"""An importance bound on paper: `log mean₅ p(x|z) p(z) / q(z|x)`."""

from __future__ import annotations

from collections.abc import Callable

from schematic.expressions import Expression, Symbol
from schematic.graph import Factor, Node
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.printing.notation import density, renamed
from schematic.objective.printing.paper_laws import law_of
from schematic.objective.terms import (
    Divergence,
    Entropy,
    LogDensity,
    Objective,
    Term,
    Volume,
)
from schematic.objective.terms.importance_bound import ImportanceBound

Source = tuple[Factor | Node, str, tuple[str, ...]]
"""A density, and the draws that it is of and that it is given."""


class _ImportanceBound(Printing[ImportanceBound]):
    def label(self, objective: Objective, body: ImportanceBound) -> str:
        return _written(body, lambda source: density(objective.schematic, source[0]))

    def at_draws(self, objective: Objective, body: ImportanceBound) -> str:
        return _written(body, lambda s: renamed(density(objective.schematic, s[0]), s[1], s[2]))

    def gain(self, objective: Objective, body: ImportanceBound) -> symbols.Expression:
        above, below = (
            " ".join(_latex(objective, source) for source in sources) for sources in _fraction(body)
        )
        mean = rf"\frac{{1}}{{{body.samples}}} \sum_{{k=1}}^{{{body.samples}}}"
        latex = rf"\log {mean} \frac{{{above}}}{{{below}}}"
        text = _written(body, lambda source: symbols.text_law(law_of(objective, source[0])))
        return symbols.Amount(Symbol(text, latex))

    def loss(self, objective: Objective, body: ImportanceBound) -> Expression:
        return -Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: ImportanceBound) -> str:
        return f"importance weighted, {body.samples} samples"


def _written(body: ImportanceBound, show: Callable[[Source], str]) -> str:
    def shown(source: Source | Volume) -> str:
        if isinstance(source, Volume):
            return f"|det ∂{greek(source.of)}/∂{greek(source.given[0])}|"
        return show(source)

    above, below = (" ".join(map(shown, sources)) for sources in _fraction(body))
    return f"log mean_{body.samples} {above} / {below}"


def _latex(objective: Objective, source: Source | Volume) -> str:
    if isinstance(source, Volume):
        of, first = latex_name(source.factor.child), latex_name(source.factor.parents[0])
        return rf"\bigl| \det \tfrac{{\partial {of}}}{{\partial {first}}} \bigr|"
    return symbols.latex_law(law_of(objective, source[0]))


def _fraction(body: ImportanceBound) -> tuple[list[Source | Volume], list[Source | Volume]]:
    """The densities above and below the line of a weight, and the volumes beside them."""
    above: list[Source | Volume] = []
    below: list[Source | Volume] = []
    for part in body.parts:
        match part.body:
            case LogDensity(of=of, given=given, source=source):
                above.append((source, of, given))
            case Entropy(of=of, given=given, source=source):
                below.append((source, of, given))
            case Volume() as volume:
                above.append(volume)
            case Divergence() as kl:
                above.append((kl.prior_source, kl.of, kl.prior_given))
                below.append((kl.factor, kl.of, kl.given))
            case _:
                pass
    return above, below


ROOM = _ImportanceBound()
