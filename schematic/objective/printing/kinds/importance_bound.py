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
from schematic.objective.terms.mixture import Mixture

Source = tuple[Factor | Node, str, tuple[str, ...]]
"""A density, and the draws that it is of and that it is given."""


class _ImportanceBound(Printing[ImportanceBound]):
    def label(self, objective: Objective, body: ImportanceBound) -> str:
        return _written(body, lambda source: density(objective.schematic, source[0]))

    def is_cost(self, body: ImportanceBound) -> bool:
        return False

    def at_draws(self, objective: Objective, body: ImportanceBound) -> str:
        return _written(body, lambda s: renamed(density(objective.schematic, s[0]), s[1], s[2]))

    def gain(self, objective: Objective, body: ImportanceBound) -> symbols.Expression:
        above, below = _fraction(
            body,
            lambda source: symbols.latex_law(law_of(objective, source[0])),
            _latex_sum,
            _latex_volume,
        )
        mean = rf"\frac{{1}}{{{body.samples}}} \sum_{{k=1}}^{{{body.samples}}}"
        latex = rf"\log {mean} \frac{{{' '.join(above)}}}{{{' '.join(below)}}}"
        text = _written(body, lambda source: symbols.text_law(law_of(objective, source[0])))
        return symbols.Amount(Symbol(text, latex))

    def loss(self, objective: Objective, body: ImportanceBound) -> Expression:
        return -Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: ImportanceBound) -> str:
        return f"importance weighted, {body.samples} samples"


def _written(body: ImportanceBound, show: Callable[[Source], str]) -> str:
    above, below = map(" ".join, _fraction(body, show, _sum, _volume))
    return f"log mean_{body.samples} {above} / {below}"


def _volume(volume: Volume) -> str:
    return f"|det ∂{greek(volume.of)}/∂{greek(volume.given[0])}|"


def _latex_volume(volume: Volume) -> str:
    of, first = latex_name(volume.factor.child), latex_name(volume.factor.parents[0])
    return rf"\bigl| \det \tfrac{{\partial {of}}}{{\partial {first}}} \bigr|"


def _fraction(
    body: ImportanceBound,
    show: Callable[[Source], str],
    add: Callable[[str, str], str],
    measure: Callable[[Volume], str],
) -> tuple[list[str], list[str]]:
    """The densities above and below the line of a weight, and the volumes beside them.

    Args:
        body: the bound.
        show: writes a density.
        add: a node and the product of some densities → their sum over the values of the node.
        measure: writes a volume.
    """
    above: list[str] = []
    below: list[str] = []
    for part in body.parts:
        match part.body:
            case LogDensity() as density:
                above.append(show(_source(density)))
            case Entropy(of=of, given=given, source=source):
                below.append(show((source, of, given)))
            case Volume() as volume:
                above.append(measure(volume))
            case Divergence() as kl:
                above.append(show((kl.prior_source, kl.of, kl.prior_given)))
                below.append(show((kl.factor, kl.of, kl.given)))
            case Mixture() as mixture:
                inside = (show(_source(each)) for each in (mixture.weights, *mixture.densities))
                above.append(add(mixture.source.name, " ".join(inside)))
                below += [show((kl.factor, kl.of, kl.given)) for kl in mixture.inferred]
            case _:
                pass
    return above, below


def _source(density: LogDensity) -> Source:
    return density.source, density.of, density.given


def _sum(node: str, inside: str) -> str:
    return f"[Σ_{greek(node)} {inside}]"


def _latex_sum(node: str, inside: str) -> str:
    return rf"\sum_{{{latex_name(node)}}} {inside}"


ROOM = _ImportanceBound()
