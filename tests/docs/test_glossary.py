"""The glossary explains what other pages and the findings take for granted."""

from __future__ import annotations

import re

from docs.press.places import DOCS, QUESTIONS, TUTORIAL
from schematic.diagnostics.all_pages import all_pages
from schematic.graph.attributes import ATTRIBUTES, spelling
from tests.docs.markdown import prose

TEXT = (DOCS / "glossary.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (\*\*.*?) \|(.*)\|$", TEXT, re.MULTILINE)
ENTRIES = {word.lower() for head, _ in ROWS for word in re.findall(r"\*\*(.+?)\*\*", head)}
TERMS = (
    "adversary",
    "attribute",
    "bound",
    "child",
    "condition",
    "copy",
    "degenerate",
    "density",
    "discriminator",
    "draw",
    "estimator",
    "factor",
    "family",
    "features",
    "frozen",
    "game",
    "group",
    "head",
    "indicator",
    "inferred",
    "judged",
    "latent",
    "law",
    "level",
    "likelihood",
    "marginals",
    "match",
    "node",
    "parent",
    "pass",
    "phase",
    "plate",
    "player",
    "price",
    "prior",
    "process",
    "reconstruction",
    "reparameterised",
    "rewrite",
    "root",
    "scored",
    "side",
    "spec",
    "term",
    "trunk",
    "visible",
)
"""Words of the findings that are not those of every programmer."""


def _explained(word: str) -> bool:
    word = word.lower()
    return word in ENTRIES or word.removesuffix("s") in ENTRIES


def test_words_of_findings_are_explained() -> None:
    findings = " ".join(str(page) for page in all_pages().values()).lower()
    used = [word for word in TERMS if re.search(rf"\b{word}(?:s|es)?\b", findings)]
    assert len(used) > 30
    assert [word for word in used if not _explained(word)] == []


def test_words_in_italics_are_explained() -> None:
    """As the tutorial and the questions say of themselves."""
    for page in (TUTORIAL, QUESTIONS):
        text = prose(page.read_text(encoding="utf-8"))
        words = re.findall(r"(?<![*\w])\*([^*\n]+)\*(?!\*)", text)
        assert len(words) >= 4
        assert [w for w in words if not _explained(w) and w.lower() != "italics"] == []


def test_words_are_explained_once_and_in_a_sentence() -> None:
    heads = [head for head, _ in ROWS]
    assert len(set(heads)) == len(heads) >= 120
    assert all(len(re.split(r"(?<!\\)\|", means)[0].split()) >= 2 for _, means in ROWS)


def test_what_matters_of_attributes_is_explained() -> None:
    named = {spelling(name) for name in ATTRIBUTES}
    assert {"match", "bound", "degenerate"} <= named & ENTRIES


def test_the_first_table_leads_to_other_pages() -> None:
    table = TEXT.partition("## Words of the field")[2].partition("\n## ")[0]
    rows = [row for row in table.splitlines() if row.startswith("| **")]
    assert len(rows) >= 40
    assert [row for row in rows if not re.search(r"\]\(\S+\) \|$", row)] == []
