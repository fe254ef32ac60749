"""What a rewrite is: a pure function Schematic → Schematic, or a refusal that says why not."""

from __future__ import annotations

import dataclasses
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import ClassVar, Self

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

    A subclass has guards first and the rewrite as its last line. It may assume that the schematic
    is well-formed, and `apply` checks whether the result is.

    Attributes:
        words: how it is written, with its fields in braces: `swap {left} <-> {right}`.
        example: how it is written with names of the theory: `swap x <-> z`.
        summary: what it does, in half a line of `sgm rewrite --help`.
        undone_by: the rewrite that leads back, written like `words`; "" if there is none.
        cost: how far it carries, for the shortest path: 1 where the rule of the objective stays
            the same, and more where elements of the drawing are replaced by others of another
            meaning.
        takes_away: whether it removes what was drawn; a cure never does.
        colour: the colour of its road on a map.
    """

    words: ClassVar[str]
    example: ClassVar[str]
    summary: ClassVar[str]
    undone_by: ClassVar[str] = ""
    cost: ClassVar[int] = 1
    takes_away: ClassVar[bool] = False
    colour: ClassVar[str] = "#7a7a7a"

    @abstractmethod
    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """The schematic rewritten, or why it cannot be."""

    @classmethod
    @abstractmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """The rewrites of this kind that are worth a try in a search."""

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The rewrite that a text names, or None if the text names another one."""
        found = _pattern(cls.words).fullmatch(text.strip())
        if found is None:
            return None
        return cls(*(ascii_name(found[field.name]) for field in dataclasses.fields(cls)))

    @classmethod
    def is_begun(cls, text: str) -> bool:
        """Whether a text is only the fixed beginning of this form: `add code` for `add code z`."""
        words, form = text.split(), cls.words.split()
        return bool(words) and len(words) < len(form) and words == form[: len(words)]

    def inverse(self, before: Schematic) -> str:
        """The rewrite that leads back to a schematic, as the language writes it, or ""."""
        return self.undone_by.format_map(self._names)

    def __str__(self) -> str:
        """As the language writes it."""
        return self.words.format_map(self._names)

    @property
    def _names(self) -> dict[str, str]:
        """The fields as people read them."""
        return {field.name: greek(getattr(self, field.name)) for field in dataclasses.fields(self)}


def _pattern(words: str) -> re.Pattern[str]:
    """The regular expression of a form: blanks where it has blanks, a name in each brace."""
    parts = (re.sub(r"^\{(\w+)\}$", r"(?P<\1>[^\\W\\d]\\w*)", part) for part in words.split())
    return re.compile(r"\s+".join(parts).replace(r"\s+<->\s+", r"\s*<->\s*"))
