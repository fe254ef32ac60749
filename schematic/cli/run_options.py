"""The declared options of a run → arguments of the command line, and what was typed → their values.

What an option takes decides how it is typed; no option is named here.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from functools import singledispatch
from typing import Any

from schematic.cli.numbers import number, whole
from schematic.ranges import shown
from schematic.training.options.option import Option
from schematic.training.options.values import Choice, Flag, Number, Pair, Text


def add_options(
    parser: argparse.ArgumentParser, options: Mapping[str, Option], groups: Sequence[str]
) -> dict[str, argparse._ArgumentGroup]:
    """Add the options to a parser, under their headings; return these.

    Args:
        parser: of a command.
        options: field → its declaration; one without a help has arguments of its own elsewhere.
        groups: the headings, in their order.
    """
    headed = {group: parser.add_argument_group(group) for group in groups}
    for name, option in options.items():
        if option.help:
            typed = {"metavar": option.metavar, **_typed(option.takes)}
            typed = {key: value for key, value in typed.items() if value is not None}
            word = option.word(name)
            headed[option.group].add_argument(word, dest=name, help=option.help, **typed)
    return headed


def values_of(typed: argparse.Namespace, options: Mapping[str, Option]) -> dict[str, Any]:
    """The values of the options that `add_options` added, by field."""
    return {name: getattr(typed, name) for name, option in options.items() if option.help}


@singledispatch
def _typed(takes: object) -> dict[str, Any]:
    """How an option that takes some values is typed, as arguments of `add_argument`."""
    raise NotImplementedError(f"{type(takes).__name__} cannot be typed")


@_typed.register
def _(takes: Number) -> dict[str, Any]:
    return {"type": _word_of(takes)}


@_typed.register
def _(takes: Text) -> dict[str, Any]:
    return {}


@_typed.register
def _(takes: Choice) -> dict[str, Any]:
    return {"choices": takes.words}


@_typed.register
def _(takes: Flag) -> dict[str, Any]:
    return {"action": argparse.BooleanOptionalAction}


@_typed.register
def _(takes: Pair) -> dict[str, Any]:
    read = number(takes.taken)

    def pair(word: str) -> tuple[float, float]:
        words = word.split(",")
        if len(words) != 2:
            message = f"{shown(repr(word))} is no pair of numbers; write such as 0.5,0.999"
            raise argparse.ArgumentTypeError(message)
        first, second = map(read, words)
        return first, second

    return {"type": pair}


def _word_of(takes: Number) -> Callable[[str], float]:
    return whole(takes.taken) if takes.taken.whole else number(takes.taken)
