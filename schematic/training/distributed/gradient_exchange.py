"""A player's backward pass → gradients averaged over all processes, within the context of these.

Replicas and shards implement `Exchange`; `NoExchange` is for one process.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol


class Exchange(Protocol):
    """Averages gradients over several processes, while its context is entered."""

    def __enter__(self) -> Any:
        """Prepare the model for training."""

    def __exit__(self, *_: object) -> None:
        """Undo the preparation."""

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Within this context, a backward pass averages a player's gradients, or only adds them.

        Args:
            player: whose loss is differentiated.
            now: whether to average over all processes; otherwise gradients are added up locally.
        """

    def settle(self) -> None:
        """Do what is due after each backward pass."""


class NoExchange:
    """Leaves gradients alone, since there is one process only."""

    def __enter__(self) -> None:
        """Do nothing."""

    def __exit__(self, *_: object) -> None:
        """Do nothing."""

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Return a context that does nothing."""
        return nullcontext()

    def settle(self) -> None:
        """Do nothing."""
