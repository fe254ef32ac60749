"""Whatever a command raised → one message with a cure, and an exit status."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Mapping

from schematic.diagnostics import SchematicError

FINDINGS, WRONG_USE, INTERRUPTED, BROKEN_PIPE = 1, 2, 130, 141

CURES: Mapping[int, str] = {
    errno.ENOSPC: "free some space, or write elsewhere; what was there before is still there",
    errno.EDQUOT: "free some space, or write elsewhere; what was there before is still there",
    errno.EACCES: "check the permissions, or choose another place",
    errno.EPERM: "check the permissions, or choose another place",
    errno.EROFS: "choose a place that can be written to",
    errno.ENOENT: "check the path; folders are not made on the way",
    errno.ENOTDIR: "check the path: a part of it is a file",
    errno.EISDIR: "give the path of a file",
    errno.ENAMETOOLONG: "choose a shorter name",
}

# Looked up by name, so that explaining an error imports nothing.
STATUS: Mapping[str, int] = {
    "schematic.data.data_error.DataError": FINDINGS,
    "schematic.render.render_error.RenderError": WRONG_USE,
}
MEMORY = ("torch.OutOfMemoryError", "torch.cuda.OutOfMemoryError", "builtins.MemoryError")


class UsageError(Exception):
    """Options that do not go together, or cannot be understood.

    Attributes:
        message: what is wrong.
        cure: what to write instead.
        status: the exit status.
    """

    status = WRONG_USE

    def __init__(self, message: str, cure: str) -> None:
        """Keep both parts."""
        super().__init__(message, cure)
        self.message = message
        self.cure = cure

    def __str__(self) -> str:
        """The message, and the cure on a line of its own."""
        return f"{self.message}\n  cure: {self.cure}"


def explain(error: BaseException) -> int:
    """Print what went wrong to stderr.

    Returns:
        The exit status.
    """
    if isinstance(error, BrokenPipeError):
        _close_stdout()
        return BROKEN_PIPE
    _flush_stdout()
    if isinstance(error, KeyboardInterrupt):
        return _say("interrupted", INTERRUPTED, mark="")
    if isinstance(error, SchematicError):
        print(error, file=sys.stderr)
        return FINDINGS
    names = [f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__]
    status = next((STATUS[name] for name in names if name in STATUS), None)
    status = getattr(error, "status", status)
    if isinstance(status, int):
        return _say(str(error), status, mark="" if status == INTERRUPTED else "error: ")
    if isinstance(error, OSError):
        return _say(_os_message(error), WRONG_USE)
    if any(name in MEMORY for name in names):
        return _say("out of memory\n  cure: give a smaller --batch, or smaller nets", WRONG_USE)
    return _our_fault(error)


def _say(message: str, status: int, mark: str = "error: ") -> int:
    print(f"sgm: {mark}{message}", file=sys.stderr)
    return status


def _os_message(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename is not None else ""
    reason = error.strerror or str(error) or type(error).__name__
    cure = CURES.get(error.errno or 0, "check the path and the disk")
    return f"{where}{reason[:1].lower()}{reason[1:]}\n  cure: {cure}"


def _our_fault(error: BaseException) -> int:
    """A fault of the program itself: say so, and show the traceback only when asked."""
    if os.environ.get("SGM_DEBUG") == "1":
        traceback.print_exception(error)
    what = str(error).splitlines()[0][:200] if str(error) else ""
    return _say(
        f"this is a fault of schematic, please report it: {type(error).__name__}: {what}\n"
        "  cure: SGM_DEBUG=1 shows where it happened",
        WRONG_USE,
        mark="",
    )


def _flush_stdout() -> None:
    """What was printed so far comes before the message; a full disk is told once."""
    try:
        sys.stdout.flush()
    except OSError:
        _close_stdout()


def _close_stdout() -> None:
    """Send the rest to nowhere, so that Python does not complain when it ends."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError, AttributeError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)
