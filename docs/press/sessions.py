"""A command of `sgm` → what it prints, run in this process and in the working directory."""

from __future__ import annotations

import contextlib
import io
import shlex


def all_printed(command: str) -> str:
    """What a command prints, findings and errors too, however it ends."""
    out = io.StringIO()
    with contextlib.redirect_stderr(out):
        _run(command, out)
    return out.getvalue()


def result_of(command: str) -> str:
    """What a command prints as its result; a training shows no progress.

    Raises:
        RuntimeError: it fails.
    """
    out = io.StringIO()
    status = _run(f"{command} --quiet" if command.startswith("sgm train ") else command, out)
    if status:
        message = f"`{command}` ends with status {status}"
        raise RuntimeError(message)
    return out.getvalue()


def _run(command: str, out: io.StringIO) -> int:
    from schematic.cli.entry import run as sgm

    with contextlib.redirect_stdout(out):
        return sgm(shlex.split(command)[1:])
