"""The zoo → the pages of those specs for which nobody has written a chapter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docs.press.pictures import load
from docs.press.places import GALLERY
from schematic.resources import zoo


def missing_cards() -> Iterator[tuple[Path, str]]:
    """The place and the text of each page that is not there, with an empty block to be filled."""
    for name in zoo():
        path = GALLERY / f"{name}.md"
        if not path.is_file():
            yield path, f"# {load(name).name}\n\n<!-- card {name} -->\n<!-- end -->\n"


def is_card(page: Path) -> bool:
    """Whether a page of the gallery is one that the code writes as a whole."""
    return f"<!-- card {page.stem} -->" in page.read_text(encoding="utf-8")
