"""Task: something that a process does for a page, and tells event by event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

Event = Mapping[str, object]
Tell = Callable[[Event], None]


@dataclass(frozen=True)
class Task:
    """A task.

    Attributes:
        name: that of its file.
        do: does what is asked, and tells events; the last one has the type `end`.
    """

    name: str
    do: Callable[[Event, Tell], None]
