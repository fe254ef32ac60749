"""A draw through which nobody learns: it is sampled, and adds nothing to a loss."""

from __future__ import annotations

from schematic.program.estimators._estimation import Estimation

ROOM = Estimation()
