"""Pages are whole: links lead somewhere, keys of papers are known, tables have their heads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.press.bibliography import keys_in, read_entries, write_page
from docs.press.places import BIBLIOGRAPHY, ROOT, pages
from tests.docs.markdown import links, prose

PAGES = list(pages())
BIBTEX = BIBLIOGRAPHY.read_text(encoding="utf-8")
ENTRIES = read_entries(BIBTEX)
TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [link for link in links(text) if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_pages_cite_what_the_references_hold(page: Path) -> None:
    assert set(keys_in(prose(page.read_text(encoding="utf-8")))) <= set(ENTRIES)


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_tables_are_in_one_piece(page: Path) -> None:
    tables = TABLE.findall(page.read_text(encoding="utf-8"))
    assert [rows for rows in tables if not re.match(r".*\n\|[-:| ]+\|\n", rows)] == []


def test_sources_cite_what_the_references_hold() -> None:
    unknown = {
        (path.name, key)
        for path in (ROOT / "schematic").rglob("*.py")
        for key in keys_in(path.read_text(encoding="utf-8"))
        if key not in ENTRIES
    }
    assert unknown == set()


def test_references_are_read_as_a_whole() -> None:
    assert len(ENTRIES) == BIBTEX.count("\n@") + BIBTEX.startswith("@")
    assert all({"author", "title", "year"} <= set(entry) for entry in ENTRIES.values())
    assert "\\" not in write_page(ENTRIES)


def test_links_are_found_in_prose_only() -> None:
    page = 'A [b](c.md#d) `[e](f.md)` ![g](h.svg) <img src="i.png"> [j](https://k)\n'
    assert list(links(page)) == ["c.md", "h.svg", "i.png"]
