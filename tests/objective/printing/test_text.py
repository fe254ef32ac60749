"""The report as plain text of a width."""

from __future__ import annotations

import pytest

from schematic.objective.printing.text import WIDTH, write_text
from schematic.objective.rule import derive
from tests.model.programs import PROGRAMS
from tests.objective.programs import ALL
from tests.objective.specs import objective_of, spec


@pytest.mark.parametrize("name", ALL)
def test_no_line_is_too_long(name: str) -> None:
    assert max(map(len, write_text(objective_of(ALL[name])).splitlines())) <= WIDTH


def test_the_title_stands_behind_the_name() -> None:
    lines = write_text(objective_of('model M "A title"\n' + PROGRAMS["vae"])).splitlines()
    assert lines[0] == "M · A title"
    assert str(objective_of(PROGRAMS["vae"])).splitlines()[0] == "Model"


def test_draws_are_in_columns() -> None:
    lines = write_text(derive(spec("gan"))).splitlines()
    at = lines.index("draws, once a batch")
    rows = lines[at + 1 : at + 4]
    assert [row.split()[0] for row in rows] == ["z", "x_fake", "x"]
    assert len({row.index(sign) for row, sign in zip(rows, "~=~", strict=True)}) == 1


def test_a_long_sum_takes_a_line_a_summand() -> None:
    text = write_text(derive(spec("cyclegan")))
    (line,) = (line for line in text.splitlines() if line.startswith("    maximises  E_{p_data(a)"))
    after = text.splitlines()[text.splitlines().index(line) + 1]
    assert after.lstrip().startswith(("+ ", "− "))


def test_a_key_and_its_place_stay_on_a_line() -> None:
    text = write_text(derive(spec("aavae")))
    assert "[Hu2018, eq. 17]" in text
    assert "\N{NO-BREAK SPACE}" not in text


def test_a_model_without_draws_has_an_empty_table() -> None:
    from dataclasses import replace

    empty = replace(derive(spec("vae")), draws=(), players=())
    assert write_text(empty).endswith("draws, once a batch")
