"""What `derive` says a model is, `verify` proves: each equation that it names has a row."""

from __future__ import annotations

import re
from itertools import islice

import pytest

from schematic.graph import Schematic
from schematic.objective import Objective, derive
from schematic.verify.miniature import shrink
from schematic.verify.prove import on_tables, one_thread
from schematic.verify.receipt import Verdict
from tests.generated.specs import accepted

SAMPLE = [(seed, schematic) for seed, _, schematic in islice(accepted(30_000), 150)]


@pytest.mark.parametrize(
    "schematic", [schematic for _, schematic in SAMPLE], ids=[f"seed-{seed}" for seed, _ in SAMPLE]
)
def test_equations_that_are_named_are_proved(schematic: Schematic) -> None:
    objective: Objective = derive(shrink(schematic))
    text = re.sub(r"\s+", " ", str(objective))
    with one_thread():
        rows = list(on_tables(objective, 0))
    proved = {row.source for row in rows if row.verdict is Verdict.PASS}
    assert set(re.findall(r"\[Hu2018, eq\. \d+\]", text)) <= proved
