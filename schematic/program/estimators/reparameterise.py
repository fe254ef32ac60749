"""`gradient = reparameterise`: the draw is a differentiable function of its law's parameters."""

from __future__ import annotations

from schematic.program.estimators._estimation import Estimation


class Reparameterise(Estimation):
    """The family's own kernel passes the gradient on."""


ROOM = Reparameterise()
