"""What the gallery shows is what the code prints; `UPDATE_GOLDEN=1` writes it anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.press.blocks import calls, fill
from docs.press.cards import is_card, missing_cards
from docs.press.makers import MAKERS
from docs.press.pictures import draw, load
from docs.press.places import GALLERY, PAPER, PICTURES, RUNS_FOLDER, filled_pages
from docs.press.runs import EVALUATION, RUNS
from schematic.pipeline import examine
from schematic.render import Look, Style, render
from schematic.resources import zoo
from schematic.syntax.format import format_source
from schematic.syntax.parse import read
from tests.golden import check_golden

PAGES = sorted(filled_pages())
DEAR = {"receipt": MAKERS["receipt"], "rows": MAKERS["rows"]}
QUICK = {name: maker for name, maker in MAKERS.items() if name not in DEAR}
CHAPTER = ("picture", "spec", "formulas", "derivation", "steps", "receipt", "run")
CARDS = {page for page in PAGES if is_card(page)}
CHAPTERS = [name for name in zoo() if (GALLERY / f"{name}.md") not in CARDS]
DEVIATION = re.compile(r"\d\.\de[+-]\d\d")


@pytest.mark.parametrize("name", zoo())
def test_pictures_are_what_render_draws(name: str) -> None:
    check_golden(PICTURES / f"{name}.svg", draw(name))


def test_the_figure_of_the_page_on_figures() -> None:
    look = Look(style=Style.PAPER, legend=True)
    drawn = render(load("infogan"), "svg", look).decode()
    check_golden(PICTURES / "infogan-paper.svg", drawn)


def test_every_spec_has_its_page() -> None:
    """Where one is missing, `python -m docs.press` writes it."""
    assert [path.name for path, _ in missing_cards()] == []
    assert {"gan", "vae", "aae", "infogan", "aavae"} <= set(CHAPTERS)
    for name in set(zoo()) - set(CHAPTERS):
        (call,) = calls((GALLERY / f"{name}.md").read_text(encoding="utf-8"))
        assert call == f"card {name}"


def test_every_spec_has_its_picture() -> None:
    assert {path.stem for path in PICTURES.glob("*.svg")} >= set(zoo())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_blocks_hold_what_the_code_prints(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    check_golden(page, fill(text, QUICK))
    assert {call.split()[0] for call in calls(text)} <= set(MAKERS)


@pytest.mark.parametrize("name", CHAPTERS)
def test_receipts_are_those_of_verify(name: str) -> None:
    _check_receipts(GALLERY / f"{name}.md")


def test_the_paper_has_rows_of_receipts() -> None:
    _check_receipts(PAPER)


def _check_receipts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    filled = fill(text, DEAR)
    if _without_deviations(filled) != _without_deviations(text):
        check_golden(page, filled)


def _without_deviations(text: str) -> str:
    """Deviations are rounding errors, and differ from machine to machine."""
    return DEVIATION.sub("#", text)


@pytest.mark.parametrize("name", CHAPTERS)
def test_chapters_are_whole(name: str) -> None:
    text = (GALLERY / f"{name}.md").read_text(encoding="utf-8")
    assert set(calls(text)) >= {f"{part} {name}" for part in CHAPTER}
    assert re.findall(r"^## (?:How to read|What to watch for|Exercises)", text, re.MULTILINE)
    assert "0 failed" in text


@pytest.mark.parametrize("name", RUNS)
def test_runs_were_made_by_the_commands_that_are_shown(name: str) -> None:
    run, kept = RUNS[name], RUNS_FOLDER / name
    lines = (kept / EVALUATION).read_text(encoding="utf-8").splitlines()
    assert tuple(lines[:2]) == tuple(f"$ {command}" for command in run.commands)
    assert {path.name for path in kept.glob("*.png")} == set(run.pictures)


@pytest.mark.parametrize("path", sorted(GALLERY.glob("*.sgm")), ids=lambda path: path.stem)
def test_specs_of_the_gallery_are_right_and_laid_out(path: Path) -> None:
    source = read(path)
    assert examine(source).findings == ()
    assert format_source(source) == source.text


def test_the_pictures_of_runs_are_small() -> None:
    assert sum(path.stat().st_size for path in RUNS_FOLDER.rglob("*.png")) < 2_000_000


def test_every_equation_of_the_paper_has_its_place() -> None:
    headings = re.findall(r"^### Equations? (.*):", PAPER.read_text("utf-8"), re.MULTILINE)
    ends = [[int(number) for number in re.findall(r"\d+", heading)] for heading in headings]
    assert [n for first, *last in ends for n in range(first, (last or [first])[0] + 1)] == [
        *range(1, 18)
    ]
