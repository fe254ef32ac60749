"""Every spec has a green receipt, and the identities on it are those its structure calls for."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from torch import nn

import schematic
from schematic.objective import Objective, derive
from schematic.resources import zoo
from schematic.verify import Receipt, Row, Verdict, verify, write_json, write_text
from schematic.verify.prove import prove
from schematic.verify.receipt import EXACT, judged, not_applicable
from tests.model.programs import PROGRAMS
from tests.verify.programs import BEYOND, SPECS, load, objective_of

IDENTITIES = {
    "ae": set(),
    "vae": {12},
    "gan": {1, 6, 8},
    "infogan": {1, 6, 8, 10},
    "aae": {1, 6, 8, 10},
    "aavae": {1, 17},
    "ada": {1, 6, 8, 10},
    "helmholtz": {14},
}


def _exact(receipt: Receipt) -> list[Row]:
    return [row for row in receipt.rows if "|z|" not in row.identity and row.deviation is not None]


@pytest.mark.parametrize("name", [*SPECS, "infogan-code"])
def test_specs_are_green(name: str) -> None:
    receipt = verify(load(name))
    assert receipt.passed, write_text(receipt)
    assert all((row.deviation or 0) <= EXACT for row in _exact(receipt))
    assert sum("|z|" in row.identity for row in receipt.rows) == len(derive(load(name)).players)
    assert not any(row.verdict is Verdict.NOT_APPLICABLE for row in receipt.rows)


@pytest.mark.parametrize("name", sorted(set(zoo()) - {*SPECS, "infogan-code"}))
def test_the_rest_of_the_zoo_is_green(name: str) -> None:
    receipt = verify(schematic.load(zoo()[name]), draws=0)
    assert receipt.passed, write_text(receipt)


@pytest.mark.parametrize("name", SPECS)
def test_identities_follow_the_structure(name: str) -> None:
    sources = {row.source for row in verify(load(name), draws=0).rows}
    for equation in (1, 6, 8, 10, 12, 14, 17):
        has_it = f"[Hu2018, eq. {equation}]" in sources
        assert has_it == (equation in IDENTITIES[name]), equation


@pytest.mark.parametrize("name", [*PROGRAMS, *BEYOND])
def test_other_programs_are_green(name: str) -> None:
    receipt = verify(load(name), draws=0)
    assert receipt.passed, write_text(receipt)


NOISY = [
    "laplace_code",
    "laplace_prior",
    "samples",
    "wgan_gp",
    "relativistic_domains",
    "joint_penalty",
    "classes_asleep",
    "three_layers",
    "classes",
]


@pytest.mark.parametrize("name", NOISY)
def test_random_noise_of_other_families(name: str) -> None:
    receipt = verify(load(name), draws=6000)
    assert receipt.passed, write_text(receipt)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", ["infogan", "aavae", "helmholtz"])
def test_other_tables_are_green(name: str, seed: int) -> None:
    receipt = verify(load(name), seed=seed, draws=0)
    assert receipt.passed, write_text(receipt)


def test_a_receipt_is_the_same_twice() -> None:
    assert verify(load("vae"), draws=900) == verify(load("vae"), draws=900)


def test_what_does_not_apply_is_said() -> None:
    notes = {row.note for row in verify(load("beta_vae"), draws=0).rows}
    assert any(note.startswith("β ≠ 1") for note in notes)
    rows = verify(load("wgan_gp"), draws=0).rows
    said = [row for row in rows if row.verdict is Verdict.NOT_APPLICABLE]
    assert {row.source for row in said} == {"[Gulrajani2017]", "[Hu2018, eq. 6]"}


def test_a_nan_fails() -> None:
    assert judged("a = b", "", float("nan")).verdict is Verdict.FAIL


def test_code_that_does_not_run_fails_with_its_message() -> None:
    def broken(objective: Objective, modules: Mapping[str, nn.Module]) -> nn.Module:
        return nn.Identity()

    rows = prove(objective_of("vae"), draws=0, build=broken).failures
    assert {row.identity for row in rows} == {"the emitted code runs"}
    assert all("AttributeError" in row.note for row in rows)
    assert "no attribute 'losses'" in write_text(prove(objective_of("vae"), draws=0, build=broken))


def deep_vae(layers: int) -> schematic.Schematic:
    """A chain of this many codes, inferred from the bottom to the top."""
    rows = ["model Deep", "visible x0 : real ~ data"]
    for i in range(1, layers + 1):
        rows.append(f"latent x{i} : real[4]" + (" ~ Normal(0, 1)" if i == layers else ""))
        rows.append(f"x{i} -> x{i - 1} ~ Normal(G{i}[θ], 1)\nx{i - 1} ..> x{i} ~ E{i}[η]")
    return schematic.parse("\n".join(rows))


def test_many_layers_are_enumerated_on_fewer_values() -> None:
    receipt = verify(deep_vae(14), draws=0)
    equations = {row.source for row in receipt.rows if row.verdict is Verdict.PASS}
    assert {"[Hu2018, eq. 11]", "[Hu2018, eq. 12]"} <= equations
    assert receipt.passed


def test_where_nothing_can_be_enumerated_nothing_is_claimed() -> None:
    receipt = verify(deep_vae(30))
    assert [row.verdict for row in receipt.rows].count(Verdict.NOT_APPLICABLE) == 3
    assert not receipt.failures
    assert not receipt.passed
    assert write_text(receipt).endswith("no loss was compared with the paper's")
    (row,) = (row for row in receipt.rows if row.verdict is Verdict.PASS)
    assert row.identity == "θ,η: emitted gradient outside its groups, random noise"


def test_data_of_many_nodes_are_not_tabled() -> None:
    pairs = [
        f"visible x{i} : real ~ data\nlatent z{i} : real[2] ~ Normal(0, 1)\n"
        f"z{i} -> x{i} ~ Normal(G{i}[θ], 1)\nx{i} ..> z{i} ~ E{i}[η]"
        for i in range(40)
    ]
    receipt = verify(schematic.parse("\n".join(["model Wide", *pairs])), draws=0)
    assert "more than 300,000 points" in receipt.rows[0].note


def test_what_is_too_large_is_said() -> None:
    layers = [f"latent h{i} : binary[2]" for i in range(1, 9)]
    arrows = [f"h{i + 1} -> h{i} ~ G{i}[θ]\nh{i} ..> h{i + 1} ~ R{i}[λ]" for i in range(1, 9)]
    top = "latent h9 : binary[2] ~ Bernoulli(0.5)"
    ends = "h1 -> x ~ G0[θ]\nx ..> h1 ~ R0[λ]\ntrain wake-sleep\n"
    text = "\n".join(["model Deep", "visible x : binary ~ data", *layers, top, *arrows, ends])
    rows = verify(schematic.parse(text), draws=0).rows
    (row,) = (row for row in rows if row.verdict is Verdict.NOT_APPLICABLE)
    assert "points" in row.note


def test_verdicts_of_receipts() -> None:
    good, bad = judged("a = b", "[A]", 0.0), judged("a = c", "[B]", 1.0)
    silent = not_applicable("a = d", "[C]", "there is no d")
    assert Receipt("M", 0, 0, (good, silent)).passed
    assert not Receipt("M", 0, 0, (good, bad)).passed
    assert not Receipt("M", 0, 0, (silent,)).passed
    assert Receipt("M", 0, 0, (good, bad)).failures == (bad,)


def test_text_and_json() -> None:
    rows = (judged("a = b", "[A]", 0.5), not_applicable("c", "[C]", "no c"))
    receipt = Receipt("M", 3, 0, (*rows, judged("e", "[E]", float("nan"))))
    text = write_text(receipt)
    assert "a = b  [A]   5.0e-01 > 1e-10  fail" in text
    assert "not applicable: no c" in text
    assert text.endswith("0 passed, 2 failed, 1 not applicable")
    content = json.loads(write_json(receipt))
    assert content["passed"] is False
    assert content["seed"] == 3
    assert [row["verdict"] for row in content["rows"]] == ["fail", "not applicable", "fail"]
    assert content["rows"][2]["deviation"] is None
