"""`gradient = straight-through`: a discrete sample with the gradient of the relaxed one."""

from __future__ import annotations

from schematic.program.estimators.relaxed import Relaxed

ROOM = Relaxed("straight_through")
