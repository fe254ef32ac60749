"""What each estimator of gradients becomes: how it samples a draw, and what it adds to a loss.

There is a file for each, named like that in `objective/estimators`.
"""

from __future__ import annotations

from schematic.program.estimators._estimation import Drawing, Estimation
from schematic.rooms import Rooms

__all__ = ["ESTIMATIONS", "Drawing", "Estimation", "estimation_of"]

ESTIMATIONS: Rooms[Estimation] = Rooms("schematic.program.estimators", "ROOM", Estimation)


def estimation_of(estimator: str) -> Estimation:
    """The estimation of that name; a draw without gradient has none, and is only sampled."""
    return ESTIMATIONS[estimator] if estimator else Estimation()
