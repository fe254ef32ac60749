"""How an option of a run is declared: once, as a field of `Request` or of `Config`.

The declaration says what the option takes, how `sgm train --help` explains it, and whether a
resumed run may have it otherwise. The command line, the checks of what is asked for, and the reader
of `config.json` are made from the declarations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from schematic.training.options.values import Each, Values

DATA = "data"
LENGTH = "training; the defaults follow from the model"
SCALE = "memory and speed; a resumed run may do otherwise"
RUN = "the run"
GROUPS = (DATA, LENGTH, SCALE, RUN)
"""The headings under which `sgm train --help` lists the options, in their order."""


@dataclass(frozen=True)
class Option:
    """The declaration of an option.

    Attributes:
        takes: the values that it may have.
        help: what it does, for the command line; "" where that has words of its own for it.
        group: the heading under which it is listed.
        metavar: what stands for its value in the list; None derives it.
        changes: whether a resumed run may have it otherwise.
        flag: its name on the command line, if that differs from the field's: `--held-out`.
    """

    takes: Values
    help: str = ""
    group: str = RUN
    metavar: str | None = None
    changes: bool = False
    flag: str | None = None

    def word(self, name: str) -> str:
        """How the option of a field is written: `--held-out`."""
        return self.flag or "--" + name.replace("_", "-")


def asked(takes: Values, help: str = "", **more: Any) -> Any:
    """A field of `Request`: nothing is asked for unless somebody does.

    Args:
        takes: the values of the option.
        help: what it does.
        more: other attributes of an `Option`.
    """
    empty = {"default_factory": dict} if isinstance(takes, Each) else {"default": None}
    return field(**empty, metadata={"option": Option(takes, help, **more)})


def settled(takes: Values, **default: Any) -> Any:
    """A field of `Config` that nobody asks for: it follows from the rest.

    Args:
        takes: the values that it may have.
        default: `default` or `default_factory`, for the files of older runs.
    """
    return field(**default, metadata={"option": Option(takes)})


def declared(record: type) -> Iterator[tuple[str, Option]]:
    """The fields of a record that declare an option."""
    for each in fields(record):
        if "option" in each.metadata:
            yield each.name, each.metadata["option"]


def default_of(each: Field[Any]) -> Any:
    """The default of a field; MISSING without one."""
    factory = each.default_factory
    return each.default if factory is MISSING else factory()


def by_name(*records: type) -> Mapping[str, Option]:
    """All options that some records declare; an earlier record goes before a later one."""
    return {name: option for record in reversed(records) for name, option in declared(record)}
