"""Files of Python that a user names on the command line: read, run, and found in a traceback.

Here, and here alone, a user's file is run. Nothing but a command line or a call names one.
"""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import ModuleType

from schematic.regular_file import read_bytes

MOST = 2**24
"""The bytes that such a file may have."""
USER_FILE = "sgm_user_file."
"""How the names of modules begin that are made of a user's files."""


def read_user_file(path: str) -> bytes:
    """Return what a file holds.

    Raises:
        ValueError: it cannot be read; the text says why.
    """
    try:
        return read_bytes(path, MOST)
    except (OSError, ValueError) as error:
        raise ValueError(getattr(error, "strerror", None) or str(error)) from error


def executed(path: str, text: bytes, mark: str) -> ModuleType:
    """Run a file, and return it as a module of Python.

    It may import what lies beside it, a traceback shows its lines, and it is not imported under its
    own name, so that it hides no other module.

    Args:
        path: of the file.
        text: what it holds.
        mark: tells modules apart that are made of files of one name.
    """
    home = ModuleType(f"{USER_FILE}{Path(path).stem}_{mark}")
    home.__file__ = path
    lines = text.decode("utf-8", "replace").splitlines(keepends=True)
    linecache.cache[path] = (len(text), None, lines, path)
    sys.modules[home.__name__] = home  # where dataclasses look their annotations up
    with beside(path):
        exec(compile(text, path, "exec"), vars(home))
    return home


@contextmanager
def beside(path: str) -> Iterator[None]:
    """Within: what lies beside a file can be imported, as where Python runs the file."""
    folder = str(Path(path).absolute().parent)
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        with suppress(ValueError):  # the file has removed it
            sys.path.remove(folder)


def place_in_user_file(error: BaseException) -> str:
    """`nets.py:12`: the last line of a user's file that an error passed; "" for none."""
    place, trace = "", error.__traceback__
    while trace is not None:
        if str(trace.tb_frame.f_globals.get("__name__", "")).startswith(USER_FILE):
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
