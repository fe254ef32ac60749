"""BibTeX → a page of references, and keys in brackets → links to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schematic.objective.printing import papers

KEY = re.compile(r"\[(?P<key>[A-Z][A-Za-z]+(?:19|20)\d\d[a-z]?)(?P<place>[,;:][^\]\n]*)?\]")
_CODE = re.compile(r"(<pre.*?</pre>|<code.*?</code>)", re.DOTALL)
_ACCENTS = {
    r"{\c c}": "ç",
    r"\'e": "é",
    r"\'{e}": "é",
    r"{\o}": "ø",
    r"\"u": "ü",
    r"\"o": "ö",
    r"\"a": "ä",
    "``": "“",
}


def read_entries(bibtex: str) -> Mapping[str, Mapping[str, str]]:
    """The entries by key, each with its fields in plain text."""
    return {
        key: {name: _plain(value) for name, value in fields.items()}
        for key, fields in papers.read_entries(bibtex).items()
    }


def keys_in(text: str) -> Iterator[str]:
    """The keys in brackets: `[Hu2018, eq. 6]` has the key Hu2018."""
    for found in KEY.finditer(text):
        yield found["key"]


def write_page(entries: Mapping[str, Mapping[str, str]]) -> str:
    """A page of Markdown with an anchor for each entry."""
    rows = (
        f'* <a id="{key}"></a>**[{key}]** {_authors(entry["author"])}. *{entry["title"]}*. '
        f"{', '.join(filter(None, map(entry.get, ('booktitle', 'journal', 'year', 'note'))))}."
        for key, entry in sorted(entries.items())
    )
    return "\n".join(["# References", "", *rows, ""])


def link_keys(page: str, target: str, known: Mapping[str, object]) -> str:
    """HTML with every known key outside code as a link.

    Args:
        page: HTML.
        target: the address of the page of references.
        known: the keys that it has.
    """

    def linked(found: re.Match[str]) -> str:
        if found["key"] not in known:
            return found.group()
        return f'[<a href="{target}#{found["key"]}">{found["key"]}</a>{found["place"] or ""}]'

    parts = _CODE.split(page)
    parts[::2] = [KEY.sub(linked, part) for part in parts[::2]]
    return "".join(parts)


def _authors(names: str) -> str:
    authors = names.split(" and ")
    return authors[0] if len(authors) == 1 else f"{', '.join(authors[:-1])} and {authors[-1]}"


def _plain(value: str) -> str:
    for written, meant in _ACCENTS.items():
        value = value.replace(written, meant)
    return " ".join(re.sub(r"[{}]", "", value.replace("''", "”")).split())
