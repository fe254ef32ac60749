"""What commands take → the words that a shell may offer at each place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from schematic.cli.described import Argument, CommandPage, describe_all
from schematic.rooms import Rooms


@dataclass(frozen=True)
class Offer:
    """What may be typed at a place.

    Attributes:
        words: that are known.
        files: whether the names of files and folders may be typed too.
    """

    words: tuple[str, ...] = ()
    files: bool = False


@dataclass(frozen=True)
class Completed:
    """What may be typed behind one command.

    Attributes:
        name: of the command.
        what: it does.
        flags: every flag → what it does.
        values: flag → what may be typed behind it, of those that take a value.
        word: what may be typed where no flag is before.
    """

    name: str
    what: str
    flags: Mapping[str, str]
    values: Mapping[str, Offer]
    word: Offer


@dataclass(frozen=True)
class Shell:
    """One shell.

    Attributes:
        write: the script that the shell reads, for all commands.
        install: how a user makes it read the script.
    """

    write: Callable[[Sequence[Completed]], str]
    install: str


SHELLS = Rooms("schematic.cli.shells", "SHELL", Shell)


def completed() -> tuple[Completed, ...]:
    """Return what may be typed behind each command."""
    return tuple(map(_complete, describe_all()))


def _complete(page: CommandPage) -> Completed:
    values = {flag: _offer(each) for each in page.options if each.metavar for flag in each.flags}
    words = [_offer(each) for each in page.words]
    return Completed(
        name=page.name,
        what=page.what,
        flags={flag: each.help for each in page.options for flag in each.flags},
        values=values,
        word=Offer(
            tuple(dict.fromkeys(word for each in words for word in each.words)),
            any(each.files for each in words),
        ),
    )


def _offer(argument: Argument) -> Offer:
    """What may be typed for an argument: its choices, or what its metavar stands for."""
    if argument.choices:
        return Offer(argument.choices)
    return OFFERS.get(argument.metavar, lambda: Offer())()


def _codes() -> Offer:
    from schematic.diagnostics.all_pages import all_pages

    return Offer(tuple(sorted(all_pages())))


def _specs(*, files: bool) -> Offer:
    from schematic.resources import zoo

    return Offer(tuple(zoo()), files)


def _data() -> Offer:
    from schematic.data import EMBEDDED

    return Offer(tuple(EMBEDDED), files=True)


def _commands() -> Offer:
    from schematic.cli.commands import COMMANDS

    return Offer(tuple(COMMANDS))


def _files() -> Offer:
    return Offer(files=True)


OFFERS: Mapping[str, Callable[[], Offer]] = {
    "FILE": lambda: _specs(files=True),
    "NAME": lambda: _specs(files=False),
    "CODE": _codes,
    "COMMAND": _commands,
    "NAME|PATH": _data,
    "RUN": _files,
    "OUT": _files,
    "DIR": _files,
    "PATH": _files,
    "A": lambda: _specs(files=True),
    "B": lambda: _specs(files=True),
}
"""What a metavar stands for, where there are words or files to offer."""
