"""A page in Markdown → the cells of a notebook.

A fence `python` is a cell of code, and a fence `sgm NAME` one that begins with `%%sgm NAME`. The
word `raises` behind either says that the cell ends in an error that the text speaks of. What stands
between them is Markdown; so is all that stands in `<details>`, which holds solutions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_FENCE = re.compile(r"^```(?P<info>[^`\n]*)\n(?P<code>.*?)^```$\n?", re.MULTILINE | re.DOTALL)
_CELL = re.compile(r"(?P<language>python|sgm (?P<name>(?!fragment)\w+))(?P<raises> raises)?")
_DETAILS = re.compile(r"^<details>.*?^</details>$\n?", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^(?=## )", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A cell before it has run.

    Attributes:
        text: its source.
        is_code: whether it runs; else it is Markdown.
        raises: whether it ends in an error.
    """

    text: str
    is_code: bool = False
    raises: bool = False


def read_cells(page: str, *, solutions: bool = False) -> tuple[Cell, ...]:
    """The cells of a page.

    Args:
        page: in Markdown.
        solutions: whether the fences in `<details>` are cells, too: so they are run.
    """
    return tuple(_cells(page, solutions))


def _cells(page: str, solutions: bool) -> Iterator[Cell]:
    hidden = [] if solutions else [match.span() for match in _DETAILS.finditer(page)]
    end = 0
    for fence in _FENCE.finditer(page):
        is_hidden = any(first <= fence.start() < last for first, last in hidden)
        found = None if is_hidden else _CELL.fullmatch(fence["info"])
        if found is None:
            continue
        yield from _prose(page[end : fence.start()])
        magic = f"%%sgm {found['name']}\n" if found["name"] else ""
        yield Cell(magic + fence["code"].rstrip(), is_code=True, raises=bool(found["raises"]))
        end = fence.end()
    yield from _prose(page[end:])


def _prose(text: str) -> Iterator[Cell]:
    """The Markdown between two cells of code: a cell a section."""
    for part in _SECTION.split(text):
        if part.strip():
            yield Cell(part.strip())
