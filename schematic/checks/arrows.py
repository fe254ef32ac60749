"""Red arrows end in an indicator, and only red arrows do."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Role, Schematic


@page("SGM311")
def red_without_indicator(factor: Factor) -> Diagnostic:
    """A red arrow that ends in no indicator.

    A red arrow is the adversarial mechanism: a discriminator q(y | x) and its reverse qʳ(y | x).
    What it points to is the label y, an indicator with two values.
    """
    cure = "declare `indicator y : {fake, real}` and point the arrow to y; or take the `!` out"
    message = f"a red arrow ends in `{factor.child}`, which is no indicator"
    return Diagnostic("SGM311", message, factor.span, "", cure, about=(factor.child,))


@page("SGM312")
def indicator_without_red(factor: Factor, indicator: str) -> Diagnostic:
    """An indicator at the end or the start of an arrow that is not red.

    y only says which side an example comes from. It is judged by red arrows (`x -!> y`), and picks
    data sets (`~ data by y`); nothing is computed from it.
    """
    cause = "an indicator is judged by red arrows, and nothing is computed from it"
    cure = f"write `{', '.join(factor.parents)} -!> {factor.child} ~ D[φ]`, or use a `cat` node"
    message = f"`{factor.arrow}` joins the indicator `{indicator}`"
    return Diagnostic("SGM312", message, factor.span, cause, cure, about=(indicator,))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the ends of arrows."""
    for factor in schematic.factors:
        into_indicator = schematic.nodes[factor.child].role is Role.INDICATOR
        if factor.red and not into_indicator:
            yield red_without_indicator(factor)
        if into_indicator and not factor.red:
            yield indicator_without_red(factor, factor.child)
        for parent in factor.parents:
            if schematic.nodes[parent].role is Role.INDICATOR:
                yield indicator_without_red(factor, parent)
