"""Whatever a command raised → one message with a cure, and an exit status."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress

from schematic.cli.colours import coloured
from schematic.diagnostics import Error, SchematicError
from schematic.diagnostics.foreign_text import shown, shown_lines
from schematic.physical_memory import is_out_of_memory

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

DISTRIBUTIONS: Mapping[str, str] = {"PIL": "pillow", "sklearn": "scikit-learn"}
"""What pip calls packages whose modules have another name."""


class UsageError(Error):
    """Options that do not go together, or cannot be understood."""


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
        print(coloured(str(error), sys.stderr), file=sys.stderr)
        return FINDINGS
    if isinstance(error, Error):
        mark = "" if error.status == INTERRUPTED else "error: "
        return _say(str(error), error.status, mark)
    if isinstance(error, OSError):
        return _say(_os_message(error), WRONG_USE)
    if isinstance(error, ImportError) and (package := _package(error)):
        return _say(f"{package} is not installed: pip install {package}", WRONG_USE)
    if is_out_of_memory(error):
        return _say("out of memory\n  cure: give a smaller --batch, or smaller nets", WRONG_USE)
    return _our_fault(error)


def _say(message: str, status: int, mark: str = "error: ") -> int:
    with suppress(OSError):  # the terminal may be gone
        said = coloured(shown_lines(f"sgm: {mark}{message}"), sys.stderr)
        print(said, file=sys.stderr, flush=True)
    return status


def _package(error: ImportError) -> str:
    """The package that pip knows a missing module by; "" where it is not another's module."""
    name = (error.name or "").split(".")[0]
    if not isinstance(error, ModuleNotFoundError) or name in ("", "schematic"):
        return ""
    if name in sys.stdlib_module_names:
        return ""
    return DISTRIBUTIONS.get(name, name.replace("_", "-"))


def _os_message(error: OSError) -> str:
    where = f"{shown(str(error.filename))}: " if error.filename is not None else ""
    reason = error.strerror or str(error) or type(error).__name__
    cure = CURES.get(error.errno or 0, "check the path and the disk")
    return f"{where}{reason[:1].lower()}{reason[1:]}\n  cure: {cure}"


def _our_fault(error: BaseException) -> int:
    """Report a fault of the program itself, or of a user's file that it runs.

    The traceback is shown only when asked for.
    """
    from schematic.training.user_files import place_in_user_file

    if os.environ.get("SGM_DEBUG") == "1":
        traceback.print_exception(error)
    what = str(error).splitlines()[0][:200] if str(error) else ""
    if place := place_in_user_file(error):
        said = f"{place}: {type(error).__name__}: {what}"
        cure = "mend the file that --net names; SGM_DEBUG=1 shows the whole way there"
        return _say(f"{said}\n  cure: {cure}", WRONG_USE)
    return _say(
        f"this is a fault of schematic, please report it: {type(error).__name__}: {what}\n"
        "  cure: SGM_DEBUG=1 shows where it happened",
        WRONG_USE,
        mark="",
    )


def _flush_stdout() -> None:
    """Flush what was printed so far, so that it comes first; a full disk is told once."""
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
