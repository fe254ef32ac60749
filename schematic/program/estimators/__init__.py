"""How a draw of each estimator is sampled, and what it adds to a loss, a file each.

The files are named like those of `objective/estimators`.
"""

from __future__ import annotations

from schematic.program.estimators._estimation import Estimation
from schematic.rooms import Rooms

__all__ = ["ESTIMATIONS", "Estimation", "estimation_of"]

ESTIMATIONS: Rooms[Estimation] = Rooms("schematic.program.estimators", "ROOM", Estimation)


def estimation_of(estimator: str) -> Estimation:
    """The estimation of that name; a draw without gradient has none, and is only sampled."""
    return ESTIMATIONS[estimator] if estimator else Estimation()
