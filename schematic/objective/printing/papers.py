"""Keys of docs/references.bib → the papers that they stand for, as entries of a bibliography."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

from schematic.resources import references

KEY = re.compile(r"\b[A-Z][A-Za-z]+(?:19|20)\d\d[a-z]?\b")
ENTRY = re.compile(r"^@\w+\{(\w+),\n(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^  (\w+) = \{(.*?)\},?$(?=\n  \w+ = |\s*\Z)", re.MULTILINE | re.DOTALL)
VENUES = ("booktitle", "journal", "publisher", "howpublished")
ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0308": '"',
    "\u030c": "v ",
}
LETTERS = {"ł": r"{\l}", "Ł": r"{\L}", "ø": r"{\o}", "ß": r"{\ss}", "–": "--", "’": "'"}


@cache
def papers() -> Mapping[str, Mapping[str, str]]:
    """Every paper of the references: key → its fields."""
    return MappingProxyType(read_entries(references()))


def read_entries(bibtex: str) -> dict[str, dict[str, str]]:
    """The entries of a text by key, each with its fields as BibTeX has them, on one line."""
    return {
        key: {name: " ".join(value.split()) for name, value in FIELD.findall(fields)}
        for key, fields in ENTRY.findall(bibtex)
    }


def write_bibliography(keys: Iterable[str]) -> Iterator[str]:
    """Yield the lines of a bibliography of LaTeX with these papers."""
    entries = list(keys)
    if not entries:
        return
    yield rf"\begin{{thebibliography}}{{{len(entries)}}}"
    for key in entries:
        yield rf"  \bibitem{{{key}}} {_entry(papers()[key])}"
    yield r"\end{thebibliography}"


def _entry(paper: Mapping[str, str]) -> str:
    authors = " and ".join(_listed(paper.get("author", "").split(" and ")))
    venue = next((paper[name] for name in VENUES if name in paper), "")
    where = ", ".join(filter(None, (rf"\emph{{{venue}}}" if venue else "", paper.get("year", ""))))
    parts = (authors, paper.get("title", ""), where, paper.get("note", ""))
    return _ascii(" ".join(f"{part.rstrip('.')}." for part in parts if part))


def _listed(authors: list[str]) -> list[str]:
    """Two authors or one; of more, all but the last are joined by commas."""
    return authors if len(authors) < 3 else [", ".join(authors[:-1]), authors[-1]]


def _ascii(text: str) -> str:
    """The text with LaTeX's own commands for letters with accents."""
    shown = "".join(LETTERS.get(letter, letter) for letter in text)
    found: list[str] = []
    for letter in unicodedata.normalize("NFD", shown):
        if letter in ACCENTS and found:
            found[-1] = rf"\{ACCENTS[letter]}{{{found[-1]}}}"
        else:
            found.append(letter)
    return "".join(found)
