"""What `derive` says a model is, `verify` proves: each equation that it names has a row."""

from __future__ import annotations

import re

import pytest

from schematic.objective import Objective, derive
from schematic.verify.miniature import shrink
from schematic.verify.prove import on_tables, one_thread
from schematic.verify.receipt import Verdict
from tests.generated.specs import accepted


@pytest.mark.parametrize("start", range(30_000, 36_000, 40))
def test_equations_that_are_named_are_proved(start: int) -> None:
    _, text, schematic = next(accepted(start))
    objective: Objective = derive(shrink(schematic))
    written = re.sub(r"\s+", " ", str(objective))
    with one_thread():
        rows = list(on_tables(objective, 0))
    proved = {row.source for row in rows if row.verdict is Verdict.PASS}
    assert set(re.findall(r"\[Hu2018, eq\. \d+\]", written)) <= proved, text
