"""Why a step is not taken as a graph: none can be made, none can be judged, or one is wrong."""

from __future__ import annotations

import warnings


class StaysEagerError(Exception):
    """Why no graph can stand for a step."""


class UncertifiedError(StaysEagerError):
    """Why nothing says whether a graph does what the plain step does."""


class DifferenceError(StaysEagerError):
    """What a graph does otherwise than the plain step.

    Attributes:
        what: the loss, a gradient, an update, a buffer: of which player or under which name.
        off: by how much it differs, in the units of the value itself.
        allowed: how much rounding may account for, in the same units.
        rehearsed: which of the rehearsed steps showed it, from 1.
    """

    def __init__(self, what: str, off: float, allowed: float, rehearsed: int) -> None:
        """Take the difference."""
        self.what, self.off, self.allowed, self.rehearsed = what, off, allowed, rehearsed
        super().__init__(
            f"{what} differs from the plain step's by {off:.3g}, where {allowed:.3g} is allowed, "
            f"in rehearsed step {rehearsed}"
        )


def tell_plainly(fault: StaysEagerError) -> None:
    """Warn in words alone."""
    warnings.warn(f"steps stay eager: {fault}", stacklevel=6)
