"""How the gradients of several processes meet, as the step of a player asks for it."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Any, Protocol


class Exchange(Protocol):
    """How the gradients of several processes meet, within its context."""

    def __enter__(self) -> Any:
        """Begin to train."""

    def __exit__(self, *_: object) -> None:
        """Training is over."""

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Within: backward averages the player's gradients over all processes, or only adds."""

    def settle(self) -> None:
        """A backward is over."""


class NoExchange:
    """There is but one process."""

    def __enter__(self) -> None:
        """Nothing."""

    def __exit__(self, *_: object) -> None:
        """Nothing."""

    def exchange(self, player: str, *, now: bool) -> AbstractContextManager[None]:
        """Nothing."""
        return nullcontext()

    def settle(self) -> None:
        """Nothing."""
