"""What can go wrong in training: each error says what is wrong, what to do, and the exit status."""

from __future__ import annotations

from schematic.diagnostics import Error


class TrainingError(Error):
    """Training cannot go on, or cannot begin: wrong use, or something this machine lacks."""


class RunError(TrainingError):
    """The folder of a run is missing, damaged or incomplete."""

    status = 1


class DivergedError(TrainingError):
    """A loss or a parameter is not finite any more."""

    status = 1


class InterruptedTrainingError(TrainingError):
    """Training was stopped from outside; a checkpoint has been written."""

    status = 130


class LostProcessError(TrainingError):
    """Another process of this training is gone, or does not answer."""

    status = 1


class EndedElsewhereError(TrainingError):
    """Another process of this training has ended it, and reports the error to the user."""

    def __init__(self, status: int = 1) -> None:
        """Take the exit status of the other process."""
        super().__init__("another process has ended the training")
        self.status = status
