"""What can go wrong with pictures: `RenderError`, the one exception of this package."""

from __future__ import annotations


class RenderError(Exception):
    """A picture that cannot be made as asked.

    Attributes:
        message: what is wrong.
        cure: what the user can do about it.
    """

    def __init__(self, message: str, cure: str) -> None:
        """Keep both parts; `str()` joins them."""
        super().__init__(message, cure)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        """The message, and the cure on a line of its own."""
        return f"{self.message}\n  cure: {self.cure}"
