"""How the densities and the meetings of one route are put together, read off the drawing.

A file of `schematic/verify/bounds/` defines `ORACLE`, a `BoundOracle`: the word of the attribute
`bound`, and the expectations that its paper has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from schematic.graph.attributes import DEFAULTS
from schematic.rooms import Rooms
from schematic.verify.oracles import oracle
from schematic.verify.paper.routes import Route
from schematic.verify.paper.runs import Part, Run


@dataclass(frozen=True)
class BoundOracle:
    """A bound on the evidence.

    Attributes:
        name: the word after `bound =`.
        parts: a run → what everyone but φ maximises along it, in nats.
        source: the key of its paper and the equation; nothing where other parts decide it.
        is_sum: whether each density and each meeting is an expectation by itself, as the lemmas
            take it to be.
    """

    name: str
    parts: Callable[[Run], Iterable[Part]]
    source: str = ""
    is_sum: bool = True


BOUND_ORACLES: Rooms[BoundOracle] = Rooms("schematic.verify.bounds", "ORACLE", BoundOracle)


def bound_of(route: Route) -> BoundOracle:
    """The bound that an arrow of a route asks for, else the usual one.

    Raises:
        MissingOracleError: the oracle does not know it.
    """
    asked = (factor.attributes.bound for factor in route.factors)
    return oracle(BOUND_ORACLES, next((w for w in asked if w != DEFAULTS.bound), DEFAULTS.bound))
