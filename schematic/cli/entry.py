"""Words → the command they name, run, with every mishap as one message and an exit status.

Only the module of the command at hand is imported, and none of them imports at its top what is
heavy, so that `sgm check` needs neither torch nor rich nor matplotlib.
"""

from __future__ import annotations

import difflib
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout

from schematic.cli.collection import collect_rarely
from schematic.cli.colours import AUTO, CHOSEN
from schematic.cli.commands import COMMANDS
from schematic.cli.failures import WRONG_USE, UsageError, explain
from schematic.cli.parsers import command_of, overview, parser_of
from schematic.cli.surroundings import open_streams, require_folder

PAUSE = 2.0  # seconds for the process that speaks


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; nothing it raises gets through."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    open_streams()
    CHOSEN.set(AUTO)
    try:
        collect_rarely()
        require_folder()
        status = _run(words)
        sys.stdout.flush()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except BaseException as error:
        return explain(error)
    return status


def _run(words: list[str]) -> int:
    understand = _follow if "RANK" in os.environ and _is_follower() else _understand
    task = understand(words)
    return task if isinstance(task, int) else task()


def _is_follower() -> bool:
    """Whether torchrun started another process too, which speaks to the user."""
    from schematic.training.distributed.torchrun import is_follower

    return is_follower()


def _follow(words: list[str]) -> int | Callable[[], int]:
    """Understand the words as `_understand` does, and print nothing.

    Where that is the end, it waits: torchrun stops the process that speaks when another one ends.
    """
    task: int | Callable[[], int] = WRONG_USE
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            task = _understand(words)
    finally:
        if isinstance(task, int):
            time.sleep(PAUSE)
    return task


def _understand(words: list[str]) -> int | Callable[[], int]:
    """What the words ask for; an exit status where there is nothing more to do.

    Raises:
        SystemExit: the options of a command are wrong, and the user has been told.
    """
    if not words or words[0] in ("-h", "--help"):
        print(overview())
        return 0 if words else WRONG_USE
    if words[0] in ("-V", "--version"):
        from schematic.version import __version__

        print(f"sgm {__version__}")
        return 0
    if words[0] not in COMMANDS:
        return _unknown(words[0])
    options = parser_of(words[0]).parse_args(words[1:])
    CHOSEN.set(options.color)
    return lambda: command_of(words[0]).run(options)


def _unknown(word: str) -> int:
    """Refuse a word that is not a command, and guess what was meant."""
    close = difflib.get_close_matches(word, COMMANDS, n=1)
    what = "option" if word.startswith("-") else "command"
    hint = f"did you mean `sgm {close[0]}`?" if close else f"known: {', '.join(COMMANDS)}"
    return explain(UsageError(f"no {what} is called `{word[:60]}`", hint))
