"""Every mutant of the derivation and of the emitted code is refused, on every spec it changes."""

from __future__ import annotations

import pytest

from schematic.verify.emitted.lattice import compiled
from schematic.verify.emitted.loss_rows import on_code
from schematic.verify.receipt import Verdict
from schematic.verify.worlds.smooth_nets import smooth_modules
from tests.verify.mutants import DERIVATION, EQUIVALENT
from tests.verify.programs import SPECS, objective_of
from tests.verify.score import MUTATED, build, code_mutants, derivation_mutants, places
from tests.verify.substitutions import SUBSTITUTIONS

WRONG_DERIVATIONS = [
    (name, mutant)
    for name in MUTATED
    for mutant, mutate in DERIVATION.items()
    if any(True for _ in mutate(objective_of(name)))
]


@pytest.mark.parametrize(("name", "mutant"), WRONG_DERIVATIONS)
def test_wrong_derivations_are_refused(name: str, mutant: str) -> None:
    found = list(derivation_mutants(name, mutant))
    spared, reason = EQUIVALENT.get((name, mutant), (0, ""))
    assert found.count(False) == spared, reason


@pytest.mark.parametrize(("name", "mutant"), list(places()))
def test_wrong_code_is_refused(name: str, mutant: str) -> None:
    found = list(code_mutants(name, mutant))
    spared, reason = EQUIVALENT.get((name, mutant), (0, ""))
    assert found.count(False) == spared, reason


@pytest.mark.parametrize("mutant", DERIVATION)
def test_every_derivation_mutant_has_a_place(mutant: str) -> None:
    assert any(list(DERIVATION[mutant](objective_of(name))) for name in MUTATED)


@pytest.mark.parametrize("mutant", SUBSTITUTIONS)
def test_every_code_mutant_has_a_place(mutant: str) -> None:
    assert any(any(True for _ in code_mutants(name, mutant)) for name in MUTATED)


@pytest.mark.parametrize("name", SPECS)
def test_the_builder_of_mutants_builds_what_compile_builds(name: str) -> None:
    objective = objective_of(name)
    modules = smooth_modules(objective.schematic, 0)
    rows = list(on_code(objective, 0, 0, build))
    assert rows == list(on_code(objective, 0, 0, compiled))
    assert all(row.verdict is Verdict.PASS for row in rows)
    assert modules.keys() == objective.schematic.group_of.keys()
