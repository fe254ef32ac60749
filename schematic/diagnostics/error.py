"""The one class of errors: what goes wrong for a reason that a user can mend is an `Error`."""

from __future__ import annotations

from schematic.diagnostics.foreign_text import shown


class Error(Exception):
    """Something that cannot be done as asked.

    Every exception that leaves this package is one, unless it is a fault of the package itself.
    `except schematic.Error` catches them all.

    Attributes:
        message: what is wrong.
        cure: what the user can do about it, or "" where we do not know.
        status: the exit status of `sgm`: 1 where something is wrong with what was given, 2 where
            it was used wrongly or something is missing on this machine.

    Example:
        >>> try:
        ...     schematic.train("gan", data="rnig")
        ... except schematic.Error as error:
        ...     print(error.cure.partition("?")[0])
        name one of ...
    """

    status: int = 2

    def __init__(self, message: str, cure: str = "") -> None:
        """Keep both parts, as a terminal may show them: they quote what others wrote."""
        super().__init__(message, cure)
        self.message = shown(message)
        self.cure = shown(cure)

    def __str__(self) -> str:
        """The message, and the cure on a line of its own."""
        return "\n".join([self.message, *self._cures()])

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the message and the cure, and no traceback."""
        return [f"{type(self).__name__}: {self.message}", *self._cures()]

    def _cures(self) -> list[str]:
        return [f"  cure: {self.cure}"] if self.cure else []
