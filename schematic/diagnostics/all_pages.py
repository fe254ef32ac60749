"""The pages of all findings, wherever their constructors are defined."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from schematic.diagnostics.diagnostic import PAGES, Page
from schematic.resources import sources


def all_pages() -> Mapping[str, Page]:
    """Every page by its code.

    A page is registered when the module of its constructor is imported, and modules such as a net's
    constructor are imported when they are asked for. So the modules that define one are looked up
    by their text, and imported here.
    """
    for module, text in sources():
        if "\n@page(" in text:
            import_module(module)
    return PAGES
