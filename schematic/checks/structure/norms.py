"""What a norm does not go with: a batch norm a penalty, a spectral norm weights that are 0."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Net, Schematic
from schematic.graph.ports import couples_examples


@page("SGM515")
def joint_penalty(factor: Factor, net: str) -> Diagnostic:
    """`penalty` on a discriminator with a batch norm.

    The penalty is one on the slope of D at each example. Under a batch norm D has a value of a
    whole batch, and its slope at one example is that of the others' verdicts too. Layer, group,
    instance and spectral norms keep examples apart.
    """
    message = f"`penalty` asks for the slope of `{net}` at single examples"
    cause = f"`norm = batch` of `{net}` lets an example change the verdicts of the others"
    return Diagnostic("SGM515", message, factor.span, cause, "write `norm = layer` in its net line")


@page("SGM520")
def nothing_to_divide_by(net: Net) -> Diagnostic:
    """`norm = spectral` with `init = zero`.

    A spectral norm divides the weights of a layer by their largest singular value, which is 0 where
    all weights are.
    """
    message = f"the spectral norm of `{net.name}` would divide by 0"
    cause = "`init = zero` begins with weights that are 0"
    return Diagnostic("SGM520", message, net.constructor_span, cause, "leave one of them out")


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about penalties, and about weights that are 0."""
    for factor in schematic.factors:
        if factor.attributes.penalty:
            nets = (ref.net for ref in factor.law.nets)
            yield from (joint_penalty(factor, n) for n in nets if couples_examples(schematic, n))
    for net in schematic.nets.values():
        if net.options.norm == "spectral" and net.options.init.word == "zero":
            yield nothing_to_divide_by(net)
