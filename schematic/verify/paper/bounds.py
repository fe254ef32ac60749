"""How the densities and the meetings of one route are put together, read off the drawing.

A file of `schematic/verify/bounds/` defines `ORACLE`, a `BoundOracle`: the word of the attribute
`bound`, and the expectations that its paper has for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from schematic.graph import Factor
from schematic.graph.attributes import DEFAULTS
from schematic.rooms import Rooms
from schematic.verify.oracles import oracle
from schematic.verify.paper.routes import Route, games
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
    return oracle(BOUND_ORACLES, next((f.attributes.bound for f in asking(route)), DEFAULTS.bound))


def asking(route: Route) -> tuple[Factor, ...]:
    """The arrows of a route that ask for another bound than the usual one."""
    return tuple(f for f in route.factors if f.attributes.bound != DEFAULTS.bound)


def weighed(run: Run) -> Run:
    """A run whose examples weigh as real as they look, if a generator of its route asks for it.

    The weights are those of the game about what the generator makes  [Hu2018, eq. 15, 16].
    """
    made = [factor.child for factor in asking(run.route) if factor.hollow]
    judging = (game for game in games(run.world.schematic) if set(made) & set(game.parents))
    game = next(judging, None)
    return run if game is None else replace(run, weigher=game, over_batch=True)
