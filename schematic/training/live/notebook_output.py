"""Panels → one output of a notebook, which each panel replaces.

IPython is asked only where it is running already: a notebook has imported it.
"""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from schematic.training.training_errors import TrainingError

if TYPE_CHECKING:
    from schematic.training.live.panel import Panel


def notebook_shell() -> Any | None:
    """The shell of the notebook that this process serves; None where it serves none.

    IPython on a terminal is none: it has no kernel, and shows no pictures.
    """
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell if getattr(shell, "kernel", None) is not None else None


def notebook_output(show: bool | None) -> Callable[[Panel], None] | None:
    """Return what shows panels in a notebook, or None where nothing is to be shown.

    Args:
        show: whether to show them; None does so in a notebook.

    Raises:
        TrainingError: they are asked for, and there is no notebook.
    """
    if show not in (None, True, False):
        raise TrainingError(
            f"`show` cannot be {show!r}", "give True, False, or None: True in a notebook"
        )
    is_here = notebook_shell() is not None
    if show is False or (show is None and not is_here):
        return None
    if not is_here:
        raise TrainingError(
            "`show=True` shows a training in a notebook, and this process serves none",
            "leave it out; `quiet=False` shows the progress here",
        )
    return Output()


class Output:
    """One output of the cell that is running."""

    def __init__(self) -> None:
        """Take a name of its own, by which the notebook knows it."""
        self.name = uuid.uuid4().hex
        self.is_there = False

    def __call__(self, panel: Panel) -> None:
        """Show a panel in the place of the one before."""
        from IPython.display import display

        display(
            {"text/html": panel.html, "text/plain": panel.text},
            raw=True,
            display_id=self.name,
            update=self.is_there,
        )
        self.is_there = True
