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
        other_noise: whether the draw takes other noise than its family, so that a lattice of the
            family's shows no value either.
        biased: whether the value of a loss is not its expectation either, for the same reason.
    """

    name: str
    off_lattice: str = ""
    enumerates: bool = False
    other_noise: bool = False
    biased: bool = False


ESTIMATOR_ORACLES: Rooms[EstimatorOracle] = Rooms(
    "schematic.verify.estimators", "ORACLE", EstimatorOracle
)


def enumerated(schematic: Schematic) -> frozenset[Factor]:
    """The arrows whose child takes all of its values.

    Raises:
        MissingOracleError: the oracle does not know an estimator.
    """
    return frozenset(factor for factor, known in _inferred(schematic) if known.enumerates)


def between_classes(schematic: Schematic) -> frozenset[str]:
    """The nodes whose values are rows of numbers, and whose classes nets read as such.

    Raises:
        MissingOracleError: the oracle does not know an estimator.
    """
    return frozenset(factor.child for factor, known in _inferred(schematic) if known.other_noise)


def _inferred(schematic: Schematic) -> Iterator[tuple[Factor, EstimatorOracle]]:
    for factor in schematic.factors:
        if factor.dashed and not (factor.hollow or factor.red):
            yield factor, oracle(ESTIMATOR_ORACLES, factor.attributes.gradient)


def reasons_biased(draws: Iterable[Draw], *, lattice: bool) -> Iterator[str]:
    """Why a loss at some draws has another value than its expectation, perhaps on a lattice only.

    Raises:
        MissingOracleError: the oracle does not know an estimator.
    """
    known = (oracle(ESTIMATOR_ORACLES, draw.estimator) for draw in draws if draw.estimator)
    yield from (each.off_lattice for each in known if each.biased or (lattice and each.other_noise))


def reasons_off_lattice(draws: Iterable[Draw]) -> Iterator[str]:
    """Why a lattice does not show the gradients through some draws.

    Raises:
        MissingOracleError: the oracle does not know an estimator.
    """
    words = dict.fromkeys(draw.estimator for draw in draws if draw.estimator)
    found = (oracle(ESTIMATOR_ORACLES, word).off_lattice for word in words)
    yield from filter(None, found)
