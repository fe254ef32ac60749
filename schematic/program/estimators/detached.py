"""A draw that nobody learns through: it is sampled, and that is all."""

from __future__ import annotations

from schematic.program.estimators._estimation import Estimation

ROOM = Estimation()
