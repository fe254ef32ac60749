"""The kind `discrepancy`: how far the draws of a node are from its law, as the MMD."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from schematic.graph import Factor, Node
from schematic.objective.terms._body import Body


@dataclass(frozen=True)
class Discrepancy(Body):
    """The squared maximum mean discrepancy of two sets of draws [Gretton2012]; it is minimised.

    Attributes:
        of: the inferred draws.
        factor: the arrow that makes them.
        prior: as many draws of the law.
        node: the node whose law it is.
        scale: the squared distance C that the kernel is measured in.
    """

    kind: ClassVar[str] = "discrepancy"
    minimised: ClassVar[bool] = True
    couples: ClassVar[bool] = True

    of: str
    factor: Factor
    prior: str
    node: Node
    scale: float

    @property
    def reads(self) -> tuple[str, ...]:
        """Both sets of draws."""
        return (self.of, self.prior)

    @property
    def nets(self) -> tuple[str, ...]:
        """None: the draws are compared as they are."""
        return ()
