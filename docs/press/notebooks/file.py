"""A notebook ⇄ its file, in which a text is a list of lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def read_notebook(path: Path) -> dict[str, Any]:
    """The notebook of a file, with whole texts."""
    return _with_texts(json.loads(path.read_text(encoding="utf-8")), "".join)


def write_notebook(notebook: Mapping[str, Any], path: Path) -> None:
    """The file of a notebook; a change of a line changes a line of it."""
    lined = _with_texts(notebook, lambda text: "".join(text).splitlines(keepends=True))
    text = json.dumps(lined, ensure_ascii=False, indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


def _with_texts(notebook: Mapping[str, Any], write: Callable[[Any], Any]) -> dict[str, Any]:
    """The notebook with each text written in a form; either form may be there."""
    return dict(notebook) | {"cells": [_cell(cell, write) for cell in notebook["cells"]]}


def _cell(cell: Mapping[str, Any], write: Callable[[Any], Any]) -> dict[str, Any]:
    written = dict(cell) | {"source": write(cell["source"])}
    if "outputs" in cell:
        written["outputs"] = [_output(output, write) for output in cell["outputs"]]
    return written


def _output(output: Mapping[str, Any], write: Callable[[Any], Any]) -> dict[str, Any]:
    written = dict(output)
    if "text" in output:
        written["text"] = write(output["text"])
    if "data" in output:
        written["data"] = {
            kind: _content(kind, output["data"][kind], write) for kind in output["data"]
        }
    return written


def _content(kind: str, content: Any, write: Callable[[Any], Any]) -> Any:
    """Texts have lines; JSON has none, nor have pictures, which VS Code shows only if whole."""
    if kind.startswith("image/") and kind != "image/svg+xml":
        return "".join(content)
    return content if kind.endswith("json") else write(content)
