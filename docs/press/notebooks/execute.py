"""The cells of a notebook → what they show, as a kernel of Jupyter runs them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from typing import Any

from docs.press.notebooks.source import Cell
from docs.press.places import ROOT

_LONGEST = 300  # seconds that one cell may take
_RAISES = "raises-exception"
_HEAD = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def execute(cells: Sequence[Cell]) -> dict[str, Any]:
    """A notebook with its outputs, in the format of Jupyter.

    It runs in an empty folder, with this project's package and one thread. Nothing of it tells when
    or where it ran.

    Raises:
        CellExecutionError: a cell ends in an error that it does not announce.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.from_dict(blank(cells))
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            timeout=_LONGEST,
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR"],
            resources={"metadata": {"path": folder}},
        )
        client.execute(env=_environment())
    for cell in notebook["cells"]:
        for output in cell.get("outputs", ()):
            _keep_one_picture(output.get("data", {}))
    notebook["metadata"] = nbformat.from_dict(_HEAD)
    return dict(notebook)


def blank(cells: Sequence[Cell]) -> dict[str, Any]:
    """The notebook that has not run."""
    seen: set[str] = set()
    return {
        "cells": [_cell(cell, seen) for cell in cells],
        "metadata": _HEAD,
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _keep_one_picture(data: dict[str, Any]) -> None:
    """Drop the JPEG of what is shown as a PNG, too."""
    if "image/png" in data:
        data.pop("image/jpeg", None)


def _cell(cell: Cell, seen: set[str]) -> dict[str, Any]:
    """A cell; its id is made from its text, so that other cells keep theirs when it changes."""
    key = hashlib.sha256(f"{len(seen) if cell.text in seen else ''}{cell.text}".encode())
    seen.add(cell.text)
    common = {
        "id": key.hexdigest()[:8],
        "metadata": {"tags": [_RAISES]} if cell.raises else {},
        "source": cell.text,
    }
    if not cell.is_code:
        return {"cell_type": "markdown", **common}
    return {"cell_type": "code", "execution_count": None, "outputs": [], **common}


def _environment() -> dict[str, str]:
    """That of the kernel: this project's package is found first."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return dict(os.environ) | {"PYTHONPATH": os.pathsep.join(paths), "OMP_NUM_THREADS": "1"}
