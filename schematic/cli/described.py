"""The parsers of all commands → what they take, as data: for manuals and for shells."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass

from schematic.cli.commands import COMMANDS
from schematic.cli.parsers import command_of, parser_of


@dataclass(frozen=True)
class Argument:
    """One thing that a command takes.

    Attributes:
        flags: how it is typed, such as `-o` and `--out`; () for a word at a place of its own.
        metavar: what stands for its value; "" where it has none.
        help: what it is.
        choices: the words that it may be; () for any.
        is_needed: whether the command cannot do without.
        is_repeated: whether there may be several words.
    """

    flags: tuple[str, ...]
    metavar: str
    help: str
    choices: tuple[str, ...] = ()
    is_needed: bool = False
    is_repeated: bool = False

    @property
    def typed(self) -> str:
        """How it is typed with its value: `-o, --out OUT`."""
        if not self.flags:
            return self.metavar
        return f"{', '.join(self.flags)}{f' {self.metavar}' if self.metavar else ''}"


@dataclass(frozen=True)
class CommandPage:
    """What a command does and takes.

    Attributes:
        name: of the command.
        what: it does, in a few words.
        description: it, in paragraphs.
        usage: how it is called, in one line.
        groups: the heading of each group of arguments → these.
    """

    name: str
    what: str
    description: str
    usage: str
    groups: dict[str, tuple[Argument, ...]]

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """All that it takes."""
        return tuple(each for group in self.groups.values() for each in group)

    @property
    def words(self) -> tuple[Argument, ...]:
        """What it takes at places of their own."""
        return tuple(each for each in self.arguments if not each.flags)

    @property
    def options(self) -> tuple[Argument, ...]:
        """What it takes behind a flag, or as one."""
        return tuple(each for each in self.arguments if each.flags)


def describe(name: str) -> CommandPage:
    """Return what a command, which is one of `COMMANDS`, does and takes."""
    parser = parser_of(name)
    groups = {group.title or "options": tuple(_arguments(group)) for group in parser._action_groups}
    kept = {_heading(title): each for title, each in groups.items() if each}
    words = [_in_usage(each) for group in kept.values() for each in group if not each.flags]
    usage = " ".join(["sgm", name, "[options]", *words])
    return CommandPage(name, COMMANDS[name], command_of(name).DESCRIPTION, usage, kept)


def describe_all() -> tuple[CommandPage, ...]:
    """Return what all commands do and take, in their order."""
    return tuple(map(describe, COMMANDS))


def _heading(title: str) -> str:
    return "arguments" if title == "positional arguments" else title


def _arguments(group: argparse._ArgumentGroup) -> Iterator[Argument]:
    for action in group._group_actions:
        flags = tuple(action.option_strings)
        has_value = action.nargs != 0
        choices = tuple(map(str, action.choices or ()))
        shown = f"{{{','.join(choices)}}}" if choices else action.dest.upper()
        metavar = str(action.metavar or shown) if has_value else ""
        yield Argument(
            flags=flags,
            metavar=metavar,
            help=(action.help or "").replace("%%", "%"),
            choices=choices,
            is_needed=not flags and action.nargs not in ("?", "*"),
            is_repeated=action.nargs in ("+", "*"),
        )


def _in_usage(argument: Argument) -> str:
    shown = f"{argument.metavar}{' …' if argument.is_repeated else ''}"
    return shown if argument.is_needed else f"[{shown}]"
