"""What the oracle knows of an estimator: whether a lattice of noise shows its gradient.

On tables every gradient passes through probabilities, whatever the estimator. The emitted code is
compared on a lattice of noise, and there the estimators differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from schematic.graph import Factor, Schematic
from schematic.objective.terms import Draw
from schematic.rooms import Rooms
from schematic.verify.oracles import oracle


@dataclass(frozen=True)
class EstimatorOracle:
    """One estimator of gradients.

    Attributes:
        name: the word after `gradient =`.
        off_lattice: why the emitted gradient, averaged over a lattice of noise, is not that of the
            expectation; nothing where it is.
        enumerates: whether the draw takes all of its values, by probability, so that no noise goes
            into it.
    """

    name: str
    off_lattice: str = ""
    enumerates: bool = False


ESTIMATOR_ORACLES: Rooms[EstimatorOracle] = Rooms(
    "schematic.verify.estimators", "ORACLE", EstimatorOracle
)


def enumerated(schematic: Schematic) -> frozenset[Factor]:
    """The arrows whose child takes all of its values.

    Raises:
        MissingOracleError: the oracle does not know an estimator.
    """
    inferred = (f for f in schematic.factors if f.dashed and not (f.hollow or f.red))
    found = ((f, oracle(ESTIMATOR_ORACLES, f.attributes.gradient)) for f in inferred)
    return frozenset(factor for factor, known in found if known.enumerates)


def reasons_off_lattice(draws: Iterable[Draw]) -> Iterator[str]:
    """Why a lattice does not show the gradients through some draws.

    Raises:
        MissingOracleError: the oracle does not know an estimator.
    """
    words = dict.fromkeys(draw.estimator for draw in draws if draw.estimator)
    found = (oracle(ESTIMATOR_ORACLES, word).off_lattice for word in words)
    yield from filter(None, found)
