"""JSON → JSON: a question about a text and its answer, as the page asks it.

A request is an object: `question` (a file of `questions/`), `text`, and whatever else the question
takes: `offset`, and words by name. The answer is data of `answers.py` as objects and arrays, a
place as `[start, end]`. Offsets count UTF-16 units, as JavaScript does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import lru_cache, partial

from schematic.diagnostics import Error, Span
from schematic.diagnostics.diagnostic import did_you_mean
from schematic.render.engine import Engine, ask_graphviz
from schematic.service.document import Document
from schematic.service.question import Asked
from schematic.service.questions import QUESTIONS
from schematic.service.units import Units

REMEMBERED = 8


class BadRequestError(Error):
    """A request lacks something, or has something of another type."""


class UnknownQuestionError(BadRequestError):
    """Nothing answers a question of this name."""


class Service:
    """Answers questions about texts, and remembers what it has made of the latest ones.

    The texts come from somewhere else, so they stand alone: no file is read for them.
    """

    def __init__(self, engine: Engine = ask_graphviz) -> None:
        """Begin with nothing remembered.

        Args:
            engine: finds the places of what pictures show: DOT → Graphviz's format `plain`.
        """
        self.engine = engine
        self.document = lru_cache(maxsize=REMEMBERED)(partial(Document.of, alone=True))

    def answer(self, request: Mapping[str, object]) -> object:
        """The answer to one request, as values of JSON.

        Args:
            request: `question` and `text`; perhaps `name`, `offset`, and words of the question's.

        Raises:
            UnknownQuestionError: there is no such question.
            BadRequestError: the request lacks something, or has something of another type.
        """
        name, text = (_string(request, key) for key in ("question", "text"))
        if name not in QUESTIONS.modules:
            cure = did_you_mean(name, QUESTIONS.modules)
            raise UnknownQuestionError(f"there is no question {name!r}", cure)
        document = self.document(text, str(request.get("name", "<text>")))
        units = Units(document.text)
        return plain(QUESTIONS[name].ask(document, self._asked(request, units)), units)

    def _asked(self, request: Mapping[str, object], units: Units) -> Asked:
        offset = request.get("offset", 0)
        words = {
            key: str(value)
            for key, value in request.items()
            if isinstance(value, str | int) and key not in ("question", "text", "name", "offset")
        }
        if not isinstance(offset, int):
            raise BadRequestError("`offset` is not a whole number", "count units of UTF-16 from 0")
        return Asked(units.characters(max(0, offset)), words, self.engine)


def _string(request: Mapping[str, object], key: str) -> str:
    value = request.get(key)
    if not isinstance(value, str):
        raise BadRequestError(f"the request has no text called `{key}`", f'send "{key}": "…"')
    return value


def plain(value: object, units: Units) -> object:
    """An answer as values of JSON, its places counted in UTF-16 units.

    Raises:
        TypeError: it holds something that JSON has not.
    """
    match value:
        case None | bool() | int() | float() | str() if not isinstance(value, Enum):
            return value
        case Enum():
            return plain(value.value, units)
        case Span(start, end):
            return [units.units(start), units.units(end)]
        case tuple() if hasattr(value, "_asdict"):
            return plain(value._asdict(), units)
        case tuple() | list():
            return [plain(each, units) for each in value]
        case Mapping():
            return {str(key): plain(each, units) for key, each in value.items()}
        case _ if is_dataclass(value):
            return {f.name: plain(getattr(value, f.name), units) for f in fields(value)}
        case _:
            raise TypeError(f"{type(value).__name__} is nothing of JSON")
