"""`identity`: the net returns what it takes."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.constructors._constructor import Constructor, Inside, Layers, NetUse
from schematic.constructors._flat import flattening, unflattening
from schematic.constructors._port import Port, describe
from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page


@page("SGM504")
def identity_changes_size(span: Span, net: str, ends: str) -> Diagnostic:
    """`identity` between ends of different size.

    An identity returns what it takes, so it takes as many numbers as its child's law reads. A real
    child under `~ G[θ]` reads a location and a log-variance: twice as many as it has elements.
    """
    message = f"`identity` cannot change the size in net `{net}`"
    return Diagnostic("SGM504", message, span, f"the ends are {ends}", "use `linear` or `mlp`")


class Identity(Constructor):
    """It hands values on; where kinds differ, they are the raw parameters of the child."""

    name = "identity"
    takes_sizes = False
    has_parameters = False

    def check(self, use: NetUse) -> Iterator[Diagnostic]:
        """A finding where the sizes differ."""
        if use.port.inputs != use.port.outputs:
            yield identity_changes_size(use.span, use.name, describe(use.port))

    def layers(self, inside: Inside, port: Port) -> Layers:
        """Nothing but a change of shape, where one is needed."""
        return Layers((), (*flattening(port), *unflattening(port)) or ("nn.Identity()",))

    def passes(self, port: Port) -> bool:
        """Where all ends are of one kind: numbers in [0, 1] stay what they are, without a sigmoid.

        A real number becomes a child in [0, 1] as its logit, as under any other net.
        """
        return {space.kind for space in port.parents} == {port.child.kind}


CONSTRUCTOR = Identity()
