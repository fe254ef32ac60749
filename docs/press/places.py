"""Where the documentation lies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PICTURES = DOCS / "pictures"
GALLERY = DOCS / "gallery"
RUNS_FOLDER = GALLERY / "trained"
COMMANDS = DOCS / "commands.md"
PEERS = DOCS / "peers.md"
BIBLIOGRAPHY = DOCS / "references.bib"


def pages() -> Iterator[Path]:
    """The pages of the documentation, the two at the root first."""
    yield ROOT / "README.md"
    yield ROOT / "SECURITY.md"
    yield from sorted(DOCS.rglob("*.md"))


def filled_pages() -> Iterator[Path]:
    """The pages with blocks that the press fills."""
    yield COMMANDS
    yield PEERS
    yield from sorted(GALLERY.glob("*.md"))
