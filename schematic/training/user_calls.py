"""A function of the user's → the same as the training calls it: its errors stay the user's own.

It cannot change the run by accident, because the generators of noise are put back after each call,
and it can end the training by `StopTraining`.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

import torch

from schematic.training.device import kept_noise

PLACE = "_schematic_user_place"
"""The attribute of a user's error that remembers its traceback from the user's function on."""


class StopTraining(Exception):  # noqa: N818  (it is no error: it ends a training that is well)
    """What a function that a training calls raises to end it after this step.

    The training ends as it does after its last step: with a checkpoint and with pictures. It can be
    gone on with.

    Example:
        >>> def enough(step, values):
        ...     raise schematic.StopTraining
        >>> run = schematic.train("gan", data="ring", folder="runs/few", callbacks=[enough])
        >>> len(run.log)
        1
    """


class UserCallError(Exception):
    """What a function of the user's has raised, on its way through the training.

    Attributes:
        error: the user's own.
        place: its traceback from the user's function on; None where there is none.
    """

    def __init__(self, error: Exception) -> None:
        """Take the error, while it is handled."""
        super().__init__(str(error))
        self.error = error
        below = error.__traceback__
        self.place: TracebackType | None = None if below is None else below.tb_next

    def plain(self, note: str) -> Exception:
        """Return the user's error, with a note below it and without our part of its traceback."""
        self.error.add_note(note)
        setattr(self.error, PLACE, self.place)
        return shortened(self.error)


def shortened(error: Exception) -> Exception:
    """Return an error without our part of its traceback, if it comes from a function of the user's.

    Whoever hands it on further cuts the frames between, so that the user sees two: the call of the
    training, and the place in the function.
    """
    return error.with_traceback(getattr(error, PLACE, error.__traceback__))


class UserCall:
    """Calls a function of the user's."""

    def __init__(
        self, function: Callable[..., object], device: torch.device, stopped: list[str]
    ) -> None:
        """Take the function, the device of the run, and a list that gets the word of a stop."""
        self.function, self.device, self.stopped = function, device, stopped

    def __call__(self, *given: Any) -> None:
        """Call it; what it returns means nothing.

        Raises:
            UserCallError: it has raised something else than `StopTraining`.
        """
        try:
            with kept_noise(self.device):
                self.function(*given)
        except StopTraining as stop:
            self.stopped.append(str(stop))
        except Exception as error:
            raise UserCallError(error) from error
