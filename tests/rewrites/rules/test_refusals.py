"""What does not apply is refused, with the reason and a cure."""

from __future__ import annotations

import pytest

from schematic.diagnostics import SchematicError
from tests.rewrites.shipped import spec

REFUSALS = [
    ("vae", "swap processes", "only an adversary matches data", "add y | activate y"),
    ("gan", "degenerate y", "perfect discriminator gives no gradient", "swap processes"),
    ("gan", "drop y", "not degenerate", "swap processes | degenerate y"),
    ("aavae", "drop y", "not degenerate", "degenerate y"),
    ("vae", "add code z", "infers nothing", ""),
    ("gan", "drop code z", "nothing generates", ""),
    ("gan", "add y", "already", ""),
    ("gan", "add u", "nothing to weigh", ""),
    ("gan", "swap x <-> y", "is an indicator", ""),
    ("gan", "swap x <-> q", "no node is called `q`", ""),
    ("gan", "swap x <-> x", "itself", ""),
    ("vae", "match x by red", "is not inferred", ""),
    ("vae", "match z by hope", "write red, kl or nothing", ""),
    ("vae", "match z by kl", "already", ""),
    ("gan", "match x by nothing", "cannot be dropped", ""),
    ("vae", "gan to vae", "one solid red arrow", ""),
    ("gan", "vae to gan", "no red arrow", ""),
    ("infogan", "gan to vae", "generated already", "drop code z"),
    ("ae", "swap processes", "", ""),
]


@pytest.mark.parametrize(("start", "chain", "reason", "cure"), REFUSALS)
def test_refusals_have_a_reason_and_a_cure(start: str, chain: str, reason: str, cure: str) -> None:
    with pytest.raises(SchematicError) as caught:
        spec(start).rewrite(chain)
    (finding,) = caught.value.diagnostics
    assert finding.code == "SGM702"
    assert reason in finding.cause
    assert cure in finding.cure


@pytest.mark.parametrize("chain", ["", "swap", "swop processes", "add code", "swap x z", "a | b"])
def test_what_is_no_rewrite_is_told_with_its_place(chain: str) -> None:
    with pytest.raises(SchematicError) as caught:
        spec("gan").rewrite(chain)
    assert {f.code for f in caught.value.diagnostics} == {"SGM701"}
    assert all(f.span and f.cure for f in caught.value.diagnostics)
