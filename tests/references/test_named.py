"""The list of named models: each has a reference and papers, and the list is as long as we say."""

import re

from docs.press.places import BIBLIOGRAPHY, ROOT

from .models import REFERENCES
from .named import NAMED

AT_LEAST = 45


def test_every_named_model_has_a_reference_of_its_own_and_papers() -> None:
    references = [row.reference for row in NAMED]
    assert len(set(references)) == len(references) >= AT_LEAST
    assert set(references) <= set(REFERENCES)
    known = set(
        re.findall(r"^@\w+\{(\w+),", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {key for row in NAMED for key in row.papers.split(", ")} <= known


def test_pages_give_the_numbers_of_the_list() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    architecture = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert f"of {len(NAMED)} models" in " ".join(readme.split())
    assert f"hand-written losses of {len(REFERENCES)} programs" in architecture
