"""Random specs: compiled steps do what plain ones do, and what the paper says."""

from __future__ import annotations

from itertools import islice

import pytest

from schematic.graph import Schematic
from schematic.verify.prove import one_thread
from tests.generated.fast import check_fast
from tests.generated.specs import accepted
from tests.model.test_certified import scaled_loss, wrong

SAMPLE = list(islice(accepted(50_000), 12))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "schematic"),
    [(t, s) for _, t, s in SAMPLE],
    ids=[f"seed-{seed}" for seed, _, _ in SAMPLE],
)
def test_the_compiled_step_holds(text: str, schematic: Schematic) -> None:
    with one_thread():
        found = check_fast(schematic)
    assert not found.faults, "\n".join([text, *found.faults])
    assert found.eager or found.compared
    assert found.eager or found.rows or found.unproved


def test_a_wrong_graph_is_a_fault() -> None:
    _, _, schematic = SAMPLE[0]
    with one_thread():
        found = check_fast(schematic, wrong(scaled_loss))
    assert any("the loss of" in fault for fault in found.faults)
