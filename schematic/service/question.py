"""Question: one thing that can be asked of a document, and what may come with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from schematic.render.engine import Engine, ask_graphviz
from schematic.service.document import Document


@dataclass(frozen=True)
class Asked:
    """What comes with a question.

    Attributes:
        offset: the place in the text, in characters.
        words: other arguments by name, such as the new name of `rename`.
        engine: finds the places of what pictures show.
    """

    offset: int = 0
    words: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    engine: Engine = ask_graphviz


@dataclass(frozen=True)
class Question:
    """A question.

    Attributes:
        name: that of its file.
        ask: what answers it, with data of `answers.py`, text, or None where there is no answer.
    """

    name: str
    ask: Callable[[Document, Asked], object]
