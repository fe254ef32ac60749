"""Words → the command they name, run, with every mishap as one message and an exit status.

Only the module of the command at hand is imported, and none of them imports at its top what is
heavy, so that `sgm check` needs neither torch nor rich nor matplotlib.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import io
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from typing import NoReturn, Protocol, cast

from schematic.cli.collection import collect_rarely
from schematic.cli.commands import COMMANDS
from schematic.cli.failures import WRONG_USE, UsageError, explain
from schematic.cli.surroundings import open_streams, require_folder
from schematic.diagnostics.foreign_text import shown

PAUSE = 2.0  # seconds for the process that speaks


class Command(Protocol):
    """What the module of a command defines."""

    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""

    def run(self, options: argparse.Namespace) -> int:
        """Run the command, and return its exit status."""


class Parser(argparse.ArgumentParser):
    """A parser whose messages quote the words of the command line as a terminal may show them."""

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong, and exit."""
        super().error(shown(message))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command; nothing it raises gets through."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    open_streams()
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
        print(_overview())
        return 0 if words else WRONG_USE
    if words[0] in ("-V", "--version"):
        from schematic.version import __version__

        print(f"sgm {__version__}")
        return 0
    if words[0] not in COMMANDS:
        return _unknown(words[0])
    command = cast(Command, importlib.import_module(f"schematic.cli.{words[0]}"))
    options = _parser(words[0], command).parse_args(words[1:])
    return lambda: command.run(options)


def _parser(name: str, command: Command) -> argparse.ArgumentParser:
    """The parser of one command; what its module says of itself is the help."""
    parser = Parser(
        prog=f"sgm {name}",
        description=command.DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    return parser


def _overview() -> str:
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {what}" for name, what in COMMANDS.items())
    return (
        "usage: sgm COMMAND …\n\n"
        "Deep generative models drawn in text, and compiled to PyTorch.\n\n"
        f"commands:\n{rows}\n\n"
        "`sgm COMMAND --help` says more. FILE is a spec, `-` for standard input, or the name of a\n"
        "shipped spec such as `gan` where there is no such file.\n"
        "exit status: 0 fine, 1 something is wrong with what was given, 2 wrong use or our fault"
    )


def _unknown(word: str) -> int:
    """Refuse a word that is not a command, and guess what was meant."""
    close = difflib.get_close_matches(word, COMMANDS, n=1)
    what = "option" if word.startswith("-") else "command"
    hint = f"did you mean `sgm {close[0]}`?" if close else f"known: {', '.join(COMMANDS)}"
    return explain(UsageError(f"no {what} is called `{word[:60]}`", hint))
