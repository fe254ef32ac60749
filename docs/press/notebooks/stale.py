"""Two notebooks → what differs in what they show, apart from figures that machines round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

_PICTURE = re.compile(r"<svg.*?</svg>|data:[^\"']*", re.DOTALL)
_TIME = re.compile(r"after [^<]*")
_NUMBER = re.compile(r"[-−+±]?\d[\d,.]*(?:e[-+]?\d+)?")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_WORDS = ("text/plain", "text/html", "text/markdown", "text/latex")


def differences(kept: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each cell of code that shows something else now.

    Words are compared, without numbers and blanks; of pictures, only that they are there.
    """
    shown = {cell["id"]: _all_shown(cell) for cell in made["cells"]}
    for cell in kept["cells"]:
        before, after = _all_shown(cell), shown.get(cell["id"])
        if cell["cell_type"] == "code" and before != after:
            yield f"this cell shows other than what is kept:\n{cell['source']}\n{before}\n{after}"


def _all_shown(cell: Mapping[str, Any]) -> list[object]:
    return [_shown(output) for output in cell.get("outputs", ())]


def _shown(output: Mapping[str, Any]) -> object:
    """What an output shows: its kinds and its words."""
    kind = output["output_type"]
    if kind == "stream":
        return kind, output["name"], _words(output["text"])
    if kind == "error":
        return kind, output["ename"], _words("\n".join(output["traceback"]))
    data = output["data"]
    return kind, sorted(data), [_words(data[mime]) for mime in _WORDS if mime in data]


def _words(text: str) -> str:
    """A text without what differs from one machine to another: numbers, times, drawn numbers."""
    for pattern in (_PICTURE, _TIME, _COLOUR):
        text = pattern.sub("", text)
    return re.sub(r"[\s─-]+", " ", _NUMBER.sub("#", text))
