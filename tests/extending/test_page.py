"""The page on extending says what the tests perform, and how many files each needs."""

from __future__ import annotations

import re
from pathlib import Path

from tests.extending import test_bound, test_discrepancy, test_estimator, test_family, test_price
from tests.extending.workshop import PROJECT

HERE = Path(__file__).parent
PAGE = (PROJECT / "docs" / "extending.md").read_text(encoding="utf-8")
OWN = {"test_page", "test_workshop", "test_together"}
"""The tests that perform no extension of their own."""


def rows() -> dict[str, tuple[str, str, str]]:
    """What is added → how many new files, what is edited, which test performs it."""
    table = PAGE.partition("| you add |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[2:]]
    return {added: (new, edited, test.strip("`")) for added, new, edited, test in cells}


def test_every_extension_of_the_page_has_its_test() -> None:
    assert [test for *_, test in rows().values() if not (PROJECT / test).is_file()] == []


def test_every_test_is_on_the_page() -> None:
    tests = [PROJECT / test for *_, test in rows().values()]
    performed = {test.stem for test in tests if test.parent == HERE}
    assert performed == {path.stem for path in HERE.glob("test_*.py")} - OWN


def test_every_section_is_a_row() -> None:
    sections = {title.lower() for title in re.findall(r"^##+ (.*)$", PAGE, re.MULTILINE)}
    others = {
        "the oracle comes with it",
        "a kind of term",
        "a net of your own",
        "a preparation of data",
        "a question of the page",
    }
    added = {re.sub(r", by a kind of term$", "", name) for name in rows()}
    joint = {"a measure of a run", "a picture of a run"}
    assert sections - others == added - joint | {"a measure or a picture of a run"}


def test_the_numbers_are_those_of_the_tests() -> None:
    counted = {
        "a price": len([test_price.PRICE, test_price.ORACLE]),
        "a way to match, by a kind of term": len(test_discrepancy.FILES) - 1,
        "an estimator of gradients": len(test_estimator.FILES) - 1,
        "a bound, by a kind of term": len(test_bound.FILES) - 1,
    }
    assert {name: int(rows()[name][0]) for name in counted} == counted
    family, kind = int(rows()["a family"][0]), int(rows()["a kind of value"][0])
    assert family + kind == len(test_family.FILES) - 1
