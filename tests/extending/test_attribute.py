"""A new attribute is one field, and the place that reads it: here the width of the MMD's kernel."""

from __future__ import annotations

import pytest

from tests.extending import test_discrepancy
from tests.extending.workshop import Workshop

ROW = "schematic/graph/attributes.py"
MATCH = "schematic/objective/matches/mmd.py"
ORACLE = "schematic/verify/paper/squared_mmd.py"
PAPER = "schematic/verify/matches/mmd.py"
WIDE = test_discrepancy.SPEC.replace("match = mmd", "match = mmd, width = 3")


def extend(workshop: Workshop) -> None:
    """Add the MMD, the field, and what reads it when the objective is derived."""
    test_discrepancy.extend(workshop)
    workshop.add_row(
        ROW, after='bound: str = word("evidence"', row="    width: float = amount(1.0, drawn)"
    )
    workshop.change(
        MATCH, "2 * elements * variance", "2 * elements * variance * factor.attributes.width"
    )
    workshop.change(
        MATCH, "sources=(factor, node))", 'sources=(factor, node), readings=((factor, "width"),))'
    )
    workshop.add("wide.sgm", WIDE)


def test_an_attribute_is_one_field_and_who_reads_it(workshop: Workshop) -> None:
    extend(workshop)
    assert workshop.sgm("check", "wide.sgm") == "wide.sgm: no findings\n"
    assert "mmd_squared(z, z_prior, 12, samples=1)" in workshop.sgm("compile", "wide.sgm")
    workshop.add("idle.sgm", WIDE.replace("..|> z = E", "..> z ~ E").replace("mmd", "kl"))
    assert "`width` has no effect on this arrow" in workshop.fails("check", "idle.sgm")
    workshop.add("elsewhere.sgm", WIDE.replace("x ~ G[θ]", "x ~ G[θ] {width = 2}"))
    assert "error[SGM" in workshop.fails("check", "elsewhere.sgm")
    assert workshop.edited() == [ROW]


@pytest.mark.slow
def test_the_receipt_tells_what_the_oracle_does_not_read(workshop: Workshop) -> None:
    extend(workshop)
    assert "θ,η: expectation and gradient" in workshop.fails("verify", "wide.sgm")
    for path, old, new in (
        ("schematic/verify/terms/discrepancy.py", "body.node)", "body.node, body.factor)"),
        (PAPER, "law, node)", "law, node, factor)"),
        (
            ORACLE,
            'node: Node) -> Tensor:\n    """The squared',
            'node: Node, factor: Factor) -> Tensor:\n    """The squared',
        ),
        (ORACLE, "* variance(node)", "* variance(node) * factor.attributes.width"),
        (ORACLE, "import Distribution, Node", "import Distribution, Factor, Node"),
    ):
        workshop.change(path, old, new)
    assert "0 failed" in workshop.sgm("verify", "wide.sgm")
