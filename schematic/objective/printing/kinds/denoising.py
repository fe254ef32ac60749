"""A denoising term on paper: `½‖ε − U(u, t)‖²`, weighed by the level where it is a bound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from schematic.expressions import Expression, Symbol
from schematic.graph import Factor
from schematic.graph.laws import spelled
from schematic.graph.names import greek, latex_name
from schematic.objective.printing import symbols
from schematic.objective.printing.kinds._printing import Printing
from schematic.objective.terms import Denoising, Objective, Term


class Target(NamedTuple):
    """How a target is written, and the weight that makes its error a bound [Kingma2021].

    λ is log α²/σ² as a function of the level, and `{x}` the value that was mixed.
    """

    text: str
    latex: str
    weight: str
    weight_latex: str


TARGETS = {
    "noise": Target("ε", r"\varepsilon", "(−λ′)", r"(-\lambda')\, "),
    "data": Target("{x}", "{x}", "(−λ′e^λ)", r"(-\lambda' e^{\lambda})\, "),
    "velocity": Target(
        "(α′{x} + σ′ε)",
        r"(\alpha' {x} + \sigma' \varepsilon)",
        "(−4/(σ²λ′))",
        r"\Bigl(-\tfrac{4}{\sigma^2 \lambda'}\Bigr) ",
    ),
}
"""A row for each word of `predict`."""


def squared_error(factor: Factor, of: str, given: Iterable[str]) -> str:
    """`½‖ε − U(u, t)‖²` with the names of some draws."""
    target = TARGETS[factor.attributes.predict]
    weight = target.weight if factor.attributes.weighting == "bound" else ""
    told = f"{factor.law.nets[0].net}({', '.join(map(greek, given))})"
    return f"½{weight}‖{target.text.replace('{x}', greek(of))} − {told}‖²"


def _latex(factor: Factor) -> str:
    target = TARGETS[factor.attributes.predict]
    weight = target.weight_latex if factor.attributes.weighting == "bound" else ""
    value = target.latex.replace("{x}", latex_name(factor.child))
    given = ", ".join(map(latex_name, factor.parents))
    told = f"{latex_name(factor.law.nets[0].net)}({given})"
    return rf"\tfrac{{1}}{{2}} {weight}\lVert {value} - {told} \rVert^2"


class _Denoising(Printing[Denoising]):
    def label(self, objective: Objective, body: Denoising) -> str:
        return squared_error(body.factor, body.factor.child, body.factor.parents)

    def is_cost(self, body: Denoising) -> bool:
        return True

    def at_draws(self, objective: Objective, body: Denoising) -> str:
        return squared_error(body.factor, body.of, body.given)

    def gain(self, objective: Objective, body: Denoising) -> symbols.Expression:
        return symbols.Amount(-Symbol(self.label(objective, body), _latex(body.factor)))

    def loss(self, objective: Objective, body: Denoising) -> Expression:
        return Symbol(self.at_draws(objective, body))

    def estimator(self, objective: Objective, term: Term, body: Denoising) -> str:
        count = body.diffusion.factor.attributes.samples
        several = f"{count} mixtures" if count > 1 else "one mixture"
        words = f"at one level and {several} an example"
        if body.factor.attributes.weighting != "bound" or body.diffusion.range is None:
            return words
        return f"{words}; {_left_out(body)}"


def _left_out(body: Denoising) -> str:
    """The ends of the bound, which the integral over the levels between them leaves out."""
    assert body.diffusion.range is not None
    low, high = map(spelled, body.diffusion.range)
    x, u, t = map(greek, (body.diffusion.value, body.diffusion.noisy, body.diffusion.level))
    ends = f"log p({x}|{u}) at {t} = {low} and KL(q({u}|{x}) ‖ N(0, 1)) at {t} = {high}"
    return f"a bound but for its ends, {ends}"


ROOM = _Denoising()
