"""The pages of all findings, wherever their constructors are defined."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from schematic.diagnostics.diagnostic import PAGES, Page

ROOT = Path(__file__).parents[1]


def all_pages() -> Mapping[str, Page]:
    """Every page by its code.

    A page is registered when the module of its constructor is imported, and modules such as a net's
    constructor are imported when they are asked for. So the modules that define one are looked up
    by their text, and imported here.
    """
    for file in sorted(ROOT.rglob("*.py")):
        if "\n@page(" in file.read_text(encoding="utf-8"):
            import_module(".".join(("schematic", *file.relative_to(ROOT).with_suffix("").parts)))
    return PAGES
