"""What a rewrite is: a pure function Schematic → Schematic, or a refusal that says why not."""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar, Self

from schematic.graph import Schematic
from schematic.graph.names import ascii_name, greek


@dataclasses.dataclass(frozen=True)
class Refusal:
    """Why a rewrite does not apply.

    Attributes:
        reason: in one sentence.
        cure: the rewrite, or chain of rewrites, that would make it applicable; "" if none is known.
    """

    reason: str
    cure: str = ""

    def __str__(self) -> str:
        """The reason, and the cure behind it."""
        return f"{self.reason}; first `{self.cure}`" if self.cure else self.reason


@dataclasses.dataclass(frozen=True)
class Rewrite(ABC):
    """One rewrite, with its options as fields.

    A subclass has guards first and the rewrite as its last line. It takes for granted that the
    schematic is well-formed; whether the result is, `apply` asks the checks.

    Attributes:
        words: how it is written, with its fields in braces: `swap {left} <-> {right}`.
        cost: how far it carries, for `path`: how many elements of the drawing it replaces by
            others of another meaning, and 1 for the rewrites under which the rule stays the same.
    """

    words: ClassVar[str]
    cost: ClassVar[int] = 1

    @abstractmethod
    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """The schematic rewritten, or why it cannot be."""

    @classmethod
    @abstractmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """The rewrites of this kind that are worth a try, for `path` and `atlas`."""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The rewrite that a text names, or None if it names another one."""
        found = _pattern(cls.words).fullmatch(text.strip())
        if found is None:
            return None
        names: dict[str, Any] = {k: ascii_name(v) for k, v in found.groupdict().items()}
        return cls(**names)

    def __str__(self) -> str:
        """As the language writes it."""
        names = {field.name: greek(getattr(self, field.name)) for field in dataclasses.fields(self)}
        return self.words.format(**names)


def _pattern(words: str) -> re.Pattern[str]:
    """The regular expression of a form: blanks where it has blanks, a name in each brace."""
    parts = (re.sub(r"^\{(\w+)\}$", r"(?P<\1>[^\\W\\d]\\w*)", part) for part in words.split())
    return re.compile(r"\s+".join(parts).replace(r"\s+<->\s+", r"\s*<->\s*"))
