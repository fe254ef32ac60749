"""The name of a command → its module and the parser of its words; all names → the overview."""

from __future__ import annotations

import argparse
import importlib
from typing import Any, NoReturn, Protocol, cast

from schematic.cli.colours import AUTO, CHOICES
from schematic.cli.commands import COMMANDS
from schematic.diagnostics.foreign_text import shown_lines

UNKNOWN = "unrecognized arguments: "
"""How `argparse` begins to tell of words that it does not know."""
LIKE = 0.76
"""How alike an option must be, from 0 to 1, that was probably meant."""


class Command(Protocol):
    """What the module of a command defines."""

    DESCRIPTION: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The options of the command."""

    def run(self, options: argparse.Namespace) -> int:
        """Run the command, and return its exit status."""


class Parser(argparse.ArgumentParser):
    """A parser whose messages quote the words of the command line as a terminal may show them.

    What takes a word as it is takes no empty one: `--out "$DIR"` would stand for a default where
    DIR is not set.
    """

    def __init__(self, **options: Any) -> None:
        """Make a parser; the options are those of `argparse`."""
        super().__init__(**options)
        self.register("type", None, _not_empty)

    def error(self, message: str) -> NoReturn:
        """Say how the command is used and what is wrong, and exit."""
        super().error(shown_lines(message + self._cure(message)))

    def _cure(self, message: str) -> str:
        """What to write in the place of an option that there is not, on a line of its own."""
        unknown = message.removeprefix(UNKNOWN).split(" ")[0].partition("=")[0]
        if not message.startswith(UNKNOWN) or not unknown.startswith("-"):
            return ""
        import difflib

        options = (word for action in self._actions for word in action.option_strings)
        names = [word.lstrip("-") for word in options if word.startswith("--")]
        word = unknown.lstrip("-")
        begun = [name for name in names if len(word) > 1 and name.startswith(word)]
        begun += [name for name in names if word.startswith(name)]
        meant = [*difflib.get_close_matches(word, names, 1, LIKE), *begun]
        hint = f"did you mean --{meant[0]}? " if meant else ""
        return f"\n  cure: {hint}`{self.prog} --help` lists all options"


def _not_empty(word: str) -> str:
    """The word itself.

    Raises:
        ArgumentTypeError: there is nothing in it.
    """
    if not word:
        raise argparse.ArgumentTypeError("it is empty; give it a value, or leave it out")
    return word


def command_of(name: str) -> Command:
    """Return the module of a command, which is one of `COMMANDS`."""
    return cast(Command, importlib.import_module(f"schematic.cli.{name}"))


def parser_of(name: str) -> Parser:
    """Return the parser of a command; what its module says of itself is the help."""
    command = command_of(name)
    parser = Parser(
        prog=f"sgm {name}",
        description=command.DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.add_arguments(parser)
    parser.add_argument(
        "--color",
        choices=CHOICES,
        default=AUTO,
        help="of messages; default: auto, on a terminal where NO_COLOR is not set",
    )
    return parser


def overview() -> str:
    """Return what `sgm --help` says."""
    width = max(map(len, COMMANDS))
    rows = "\n".join(f"  {name:<{width}}  {what}" for name, what in COMMANDS.items())
    return (
        "usage: sgm COMMAND …\n\n"
        "Deep generative models drawn in text, and compiled to PyTorch.\n\n"
        f"commands:\n{rows}\n\n"
        "`sgm help COMMAND` says more. FILE is a spec, `-` for standard input, or the name of a\n"
        "shipped spec such as `gan` where there is no such file.\n"
        "exit status: 0 fine, 1 something is wrong with what was given, 2 wrong use or our fault"
    )
