"""An error in the words of the command line → the same error in those of Python.

`--log-every 5` is `log_every=5` there. A whole command, such as `sgm train FILE --force`, stays.
"""

from __future__ import annotations

import re

from schematic.diagnostics import Error
from schematic.training.options.config import REQUESTED

OPTION = re.compile(r"--([a-z][a-z-]*)(?: ([A-Z]+\b|[\w.]*\d[\w.]*))?")
COMMANDS = ("sgm ", "torchrun ")
WORDS = {"out": "folder", "given": "given", "node": "node"}
GIVEN = re.compile(r"--given (\w+)(?:=([^\s,;:]+(?:,[\d.]+)*)|(?=:))")
NODE = re.compile(r"--node (\w+):")
COUNTED = re.compile(r"(?<!\S)-n (\d+)")
SWITCHES = ("force", "resume")


def in_python(error: Error) -> None:
    """Write the options that an error names as arguments of Python."""
    error.message, error.cure = map(in_python_words, (error.message, error.cure))
    error.args = (error.message, error.cure)


def in_python_words(text: str) -> str:
    """Write the options in a text as arguments of Python, where they are not part of a command."""
    clauses = re.split(r"(; )", text)
    return "".join(
        clause if any(word in clause for word in COMMANDS) else _clause(clause)
        for clause in clauses
    )


def _clause(text: str) -> str:
    """The options of one clause as arguments; values that are given make one dictionary."""
    text = GIVEN.sub(_entry, text).replace("} given={", ", ")
    text = COUNTED.sub(r"n=\1", NODE.sub(r'node="\1":', text))
    return OPTION.sub(_argument, text)


def _entry(given: re.Match[str]) -> str:
    """A value of a node: a number as it is, a file that is left open as `…`."""
    value = given[2] or "…"
    if value.startswith("FILE"):
        value = "…"
    if not re.fullmatch(r"…|-?[\d.]+", value):
        value = f'"{value}"'
    return f'given={{"{given[1]}": {value}}}'


def _argument(option: re.Match[str]) -> str:
    name, value = option[1].replace("-", "_"), option[2]
    if name in SWITCHES:
        return f"{name}=True"
    if name not in WORDS and name not in REQUESTED:
        return option[0]
    name = WORDS.get(name, name)
    if value is None:
        return name
    return f"{name}=…" if value.isupper() and value.isalpha() else f"{name}={value}"
