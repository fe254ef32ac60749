"""Every path and name of the pages about the inside is there, so that a reader who looks finds it.

A path is a code span such as `program/player.py`, read from the root or from the package; a folder
alone, such as `rules/`, is one inside a part of the package. Braces and stars stand for several
files, as in a shell. A file that an extension would add is named by the test that performs it.

A name is a code span that is one word with an underscore or with a capital inside, such as
`fuse_means` or `PairPrice`; it has to be a word of the project's code.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.press.places import ROOT

PAGES = (
    *(ROOT / "docs" / f"{name}.md" for name in ("architecture", "extending", "glossary")),
    *sorted((ROOT / "docs" / "decisions").glob("0*.md")),
)
SPAN = re.compile(r"```.*?```|`([^`\n]+)`", re.DOTALL)
PATH = re.compile(r"\w[\w.{},*/-]*/(?:[\w.{},*-]+)?|\w+\.(?:py|lark|toml|bib)")
NAME = re.compile(r"(?=\w*[a-z])(?:\w+_\w+|[A-Z]?[a-z]+[A-Z]\w*)")
CODE = ("*.py", "*.ts", "golden/*.txt")
OF_OTHERS = {"SyncBatchNorm", "parameters_to_vector"}
NOT_GIVEN = {"z_3_2"}  # names that a decision says are not given
HERE = Path(__file__)
EXTENDING = ROOT / "tests" / "extending"
PERFORMED = "\n".join(path.read_text(encoding="utf-8") for path in sorted(EXTENDING.rglob("*.py")))


def paths_in(page: str) -> Iterator[str]:
    """The code spans that are paths, with their braces spelled out."""
    spans = (span[1] for span in SPAN.finditer(page) if span[1])
    return (path for span in spans if PATH.fullmatch(span) for path in spelled_out(span))


def spelled_out(path: str) -> Iterator[str]:
    """`a/{b,c}.py` → `a/b.py`, `a/c.py`."""
    parts = [part.split(",") for part in re.split(r"\{(.*?)\}", path)]
    choices = [part if i % 2 else [",".join(part)] for i, part in enumerate(parts)]
    return map("".join, itertools.product(*choices))


def is_there(path: str) -> bool:
    """Whether a path leads somewhere in the project, or to a file that an extension adds."""
    roots = [ROOT, ROOT / "schematic"]
    if re.fullmatch(r"\w+/", path):
        roots += (ROOT / "schematic").glob("*/")
    exists = any(any(root.glob(path.rstrip("/"))) for root in roots)
    return exists or path in PERFORMED or any(EXTENDING.glob(f"**/{path.rstrip('/')}"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_paths_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert [path for path in paths_in(text) if not is_there(path)] == []


def test_paths_are_told_from_other_code() -> None:
    page = "`a/b.py` `x ~ G[θ]` `c/{d,e}.py` `f/` `beta` `g.py`\n```\n`h/i.py`\n```\n`j/*.py`"
    assert list(paths_in(page)) == ["a/b.py", "c/d.py", "c/e.py", "f/", "g.py", "j/*.py"]
    assert is_there("program/player.py")
    assert is_there("schematic/program/terms/*.py")
    assert not is_there("program/players.py")
    assert not is_there("program/terms/*.txt")


def names_in(page: str) -> Iterator[str]:
    """The code spans that are names of classes, functions, fields or draws."""
    return (span[1] for span in SPAN.finditer(page) if span[1] and NAME.fullmatch(span[1]))


@pytest.fixture(scope="module")
def words() -> set[str]:
    """The words of the code and of what it prints, and the names of files and folders."""
    parts = [ROOT / name for name in ("schematic", "docs/press", "tests", "play/src")]
    found = {path for part in parts for kind in CODE for path in part.rglob(kind)}
    named = {name for path in found for name in (path.stem, path.parent.name)}
    return named.union(*(re.findall(r"\w+", path.read_text("utf-8")) for path in found - {HERE}))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_names_are_those_of_the_code(page: Path, words: set[str]) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(names_in(text)) - words - OF_OTHERS - NOT_GIVEN == set()


def test_names_are_told_from_other_code() -> None:
    page = "`fuse_means` `PairPrice` `isThere` `Draw` `sgm derive` `a/b_c.py` `SGM405` `f(a_b)`"
    assert list(names_in(page)) == ["fuse_means", "PairPrice", "isThere"]


def test_decisions_have_numbers_of_their_own() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    numbers = [int(path.name[:4]) for path in decisions]
    assert len(set(numbers)) == len(numbers)
    heads = [path.read_text(encoding="utf-8").partition(".")[0] for path in decisions]
    assert heads == [f"# {number}" for number in numbers]


def test_the_packages_are_listed_in_the_order_of_their_floors() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = contracts["contracts"][0]["layers"]
    floors = [set(layer.split(" | ")) for layer in reversed(layers)]
    table = (ROOT / "docs/architecture.md").read_text("utf-8").partition("| package |")[2]
    rows = [row.split("|")[1] for row in table.partition("\n\n")[0].splitlines()[2:]]
    named = [re.findall(r"`(\w+)(?:/|\.py)`", row) for row in rows]
    assert {name for row in named for name in row} == set().union(*floors) - {"__main__"}
    heights = [next(h for h, f in enumerate(floors) if row[0] in f) for row in named]
    assert heights == sorted(heights)
