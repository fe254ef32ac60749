"""Ways back from a node: as long as they can be written out, and refused beyond that."""

from __future__ import annotations

import pytest

import schematic
from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.objective.queries import LONGEST
from schematic.program import plan


def chain(nodes: int) -> Schematic:
    """A hierarchical VAE with as many nodes in a row."""
    rows = ["visible x0 : real[2] ~ data"]
    for i in range(1, nodes):
        rows += [
            f"latent x{i} : real[2]",
            f"x{i} -> x{i - 1} ~ G{i}[θ]",
            f"x{i - 1} ..> x{i} ~ E{i}[η]",
        ]
    rows[-3] += " ~ Normal(0, 1)"
    return schematic.parse("\n".join(rows))


@pytest.mark.slow
def test_a_long_way_is_written_out() -> None:
    program = plan(chain(LONGEST).objective)
    (sample,) = program.samples
    assert len(sample.ops) == 2 * LONGEST - 1
    assert [recipe.target for recipe in program.infers][-1] == f"x{LONGEST - 1}"


def test_a_longer_one_is_refused() -> None:
    with pytest.raises(SchematicError) as caught:
        plan(chain(LONGEST + 1).objective)
    (finding,) = caught.value.diagnostics
    assert (finding.code, finding.message) == (
        "SGM611",
        f"more than {LONGEST} nodes in a row lead to `x{LONGEST}`",
    )
