"""The pages that are there → the navigation of the site: sections, in the order of a reader."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docs.press.cards import is_card
from docs.press.places import DOCS, GALLERY
from schematic.resources import zoo

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Begin", ("index.md", "tutorial.md", "notebooks/*", "faq.md", "when.md", "glossary.md")),
    ("Write", ("language.md", "page.md", "play.md", "editors.md", "figures.md", "commands.md")),
    ("Understand", ("theory.md", "paper.md", "rewrites.md", "verify.md", "audit.md")),
    ("Gallery", ("gallery/index.md", "gallery/*")),
    (
        "Train",
        (
            *("data.md", "preparing-data.md", "training.md", "samples.md", "evaluation.md"),
            *("python.md", "api.md", "own-nets.md", "scale.md"),
        ),
    ),
    ("Measured", ("results.md", "performance.md", "peers.md", "reliability.md")),
    ("Inside", ("architecture.md", "extending.md", "security.md", "decisions/index.md")),
)
"""Section → its pages; a star stands for the pages of a folder. A page may be missing."""
SHORT = {
    "index.md": "Schematic",
    "gallery/index.md": "All models",
    "decisions/index.md": "Decisions",
    "security.md": "Security",
}
LAST = ("Inside", "references.md")


def write_navigation(made: Iterable[str]) -> list[dict[str, Any]]:
    """What mkdocs takes as `nav`; pages that no section names follow in the last one.

    Args:
        made: pages that the build makes, and that are not files of docs.
    """
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.glob("*.md")} | set(made)
    there |= {path.relative_to(DOCS).as_posix() for path in DOCS.glob("*/*.md")}
    entries = [
        (title, [page for name in names for page in _pages(name)]) for title, names in SECTIONS
    ]
    named = {page for _, pages in entries for page in pages}
    left = sorted(page for page in there - named if "/" not in page and page != LAST[1])
    return [
        {
            title: [
                _titled(page)
                for page in (*pages, *((*left, LAST[1]) if title == LAST[0] else ()))
                if page in there
            ]
        }
        for title, pages in entries
    ]


def _titled(page: str) -> str | dict[str, str]:
    return {SHORT[page]: page} if page in SHORT else page


def _pages(name: str) -> Iterator[str]:
    """A page, or those of a folder: chapters before cards, and the first page first."""
    folder, star, _ = name.partition("/*")
    if not star:
        yield name
    elif folder == GALLERY.name:
        ordered = sorted(zoo(), key=lambda spec: is_card(GALLERY / f"{spec}.md"))
        yield from (f"{folder}/{spec}.md" for spec in ordered)
    else:
        found = sorted((DOCS / folder).glob("*.md"), key=lambda path: (path.stem != "index", path))
        yield from (f"{folder}/{path.name}" for path in found)
