"""Only red arrows end in an indicator, and dashed red ones end in nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Role, Schematic
from schematic.graph.advice import declaration, free_name


@page("SGM311")
def red_without_indicator(factor: Factor, indicator: str, declared: bool) -> Diagnostic:
    """A dashed red arrow that ends in no indicator.

    `x ..!> y` infers on which side x is: a discriminator weighs real and generated examples. What
    it points to is the label y, an indicator with two values. A solid red arrow may end in any
    node.
    """
    parents, judge = ", ".join(factor.parents), factor.law.nets[0]
    cure = f"write `{parents} {factor.arrow} {indicator} ~ {judge}`"
    if not declared:
        cure = f"{declaration(indicator)} and {cure}"
    cure += f"; or `{factor.arrow.replace('!', '')}`, if it is not adversarial"
    message = f"a dashed red arrow ends in `{factor.child}`, which is not an indicator"
    return Diagnostic("SGM311", message, factor.arrow_span, "", cure)


@page("SGM312")
def indicator_without_red(factor: Factor, indicator: str) -> Diagnostic:
    """An indicator at the end or the start of an arrow that is not red.

    y only says which side an example comes from. It is judged by red arrows (`x -!> y`), and picks
    data sets (`~ data by y`); nothing is computed from it. A class that a net should see is a node
    of type `cat[k]`.
    """
    if indicator == factor.child:
        message = f"`{factor.arrow}` ends in the indicator `{indicator}`, and is not red"
        cure = f"write `{', '.join(factor.parents)} -!> {indicator} ~ D[φ]`"
    else:
        message = f"`{factor.arrow}` starts from the indicator `{indicator}`"
        cure = f"take `{indicator}` out; a class that a net should see has a type such as `cat[2]`"
    cause = "an indicator is judged by red arrows, and nothing is computed from it"
    return Diagnostic("SGM312", message, factor.arrow_span, cause, cure)


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about the ends of arrows."""
    indicators = [n.name for n in schematic.nodes.values() if n.role is Role.INDICATOR]
    known = frozenset(indicators)
    for factor in schematic.factors:
        if factor.red and factor.dashed and factor.child not in known:
            label = indicators[0] if indicators else free_name(("y",), schematic.nodes)
            yield red_without_indicator(factor, label, bool(indicators))
        if factor.child in known and not factor.red:
            yield indicator_without_red(factor, factor.child)
        for parent in known.intersection(factor.parents) - {factor.child}:
            yield indicator_without_red(factor, parent)
