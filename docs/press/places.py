"""Where the documentation lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
GALLERY = DOCS / "gallery"
EXAMPLES = DOCS / "examples"
RUNS_FOLDER = GALLERY / "trained"
NOTEBOOKS = DOCS / "notebooks"
COMMANDS = DOCS / "commands.md"
API = DOCS / "api.md"
PAPER = DOCS / "paper.md"
PEERS = DOCS / "peers.md"
QUESTIONS = DOCS / "faq.md"
TUTORIAL = DOCS / "tutorial.md"
WHEN = DOCS / "when.md"
BIBLIOGRAPHY = DOCS / "references.bib"


def pages() -> Iterator[Path]:
    """The pages of the documentation, the two at the root first."""
    yield ROOT / "README.md"
    yield ROOT / "SECURITY.md"
    yield from sorted(DOCS.rglob("*.md"))


def lectures() -> Iterator[Path]:
    """The lectures, each of which becomes a notebook."""
    yield from sorted(NOTEBOOKS.glob("[0-9]*.md"))


def filled_pages() -> Iterator[Path]:
    """The pages with blocks that the press fills."""
    yield from (API, COMMANDS, PAPER, PEERS, QUESTIONS, WHEN)
    yield from sorted(GALLERY.glob("*.md"))
