"""Every program that a plan or a pass makes is legal, and what is not is named."""

from __future__ import annotations

import typing
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import schematic
from schematic.program import plan
from schematic.program.legal import RULES, IllegalProgramError, checked, faults_of
from schematic.program.ops import (
    Call,
    Evaluate,
    Form,
    Op,
    Program,
    Reduction,
    Section,
    Summand,
    Use,
)
from schematic.program.passes.fuse_means import fuse_means
from schematic.program.passes.fuse_verdicts import fuse_verdicts
from schematic.program.passes.stack import stack
from schematic.program.plan import PASSES, lowered
from schematic.program.text import PRINTERS, write_text
from tests.golden import check_golden
from tests.model.programs import PROGRAMS

GOLDEN = Path(__file__).parent / "golden"


def program(name: str) -> Program:
    return plan(schematic.parse(PROGRAMS[name], name=f"{name}.sgm").objective)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_pass_leaves_a_legal_program(name: str) -> None:
    made = lowered(schematic.parse(PROGRAMS[name]).objective, frozenset())
    assert list(faults_of(made)) == []
    for each in PASSES:
        made = each(made)
        assert list(faults_of(made)) == [], each.__name__


@pytest.mark.parametrize("name", PROGRAMS)
def test_text(name: str) -> None:
    check_golden(GOLDEN / f"{name}.txt", write_text(program(name)) + "\n")


def test_every_kind_of_operation_has_its_rows() -> None:
    kinds = set(typing.get_args(Op))
    assert set(RULES) == kinds
    assert set(PRINTERS) == kinds


def changed(made: Program, change: Callable[[Section], Section]) -> Program:
    first, *others = made.sections
    return replace(made, sections=(change(first), *others))


def without_freezing(section: Section) -> Section:
    ops = [replace(op, freeze=()) if isinstance(op, Evaluate) else op for op in section.ops]
    return replace(section, ops=tuple(ops))


FAULTS: dict[str, tuple[Callable[[Section], Section], str]] = {
    "a value that nobody makes": (
        lambda s: replace(s, takes=(*s.takes, "ghost")),
        r"takes \['ghost'\], which nobody makes",
    ),
    "a value that is read before it is made": (
        lambda s: replace(s, ops=tuple(reversed(s.ops))),
        "is read before it is made",
    ),
    "a value that is made twice": (
        lambda s: replace(s, ops=(*s.ops, s.ops[-1])),
        "is made twice",
    ),
    "a foreign net that is not frozen": (without_freezing, "it freezes other nets"),
    "the mean of a scalar": (
        lambda s: replace(
            s, summands=tuple(replace(t, reduction=Reduction.MEAN) for t in s.summands)
        ),
        "its reduction does not fit its value",
    ),
    "a weight on what is summed already": (
        lambda s: replace(
            s, summands=tuple(replace(t, weight=Use(s.takes[0])) for t in s.summands)
        ),
        "summed already cannot be weighed",
    ),
    "a scalar as a value an example": (
        lambda s: replace(s, ops=(*s.ops, Call("more", "normal_nll", (Use(s.summands[0].value),)))),
        "has no value an example",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_are_named(fault: str) -> None:
    change, message = FAULTS[fault]
    made = program("infogan")
    broken = changed(replace(made, sections=made.sections[::-1]), change)
    with pytest.raises(IllegalProgramError, match=message):
        checked(broken)


def test_means_are_fused_where_a_kernel_is() -> None:
    spec = schematic.parse(PROGRAMS["vae"])
    apart = stack(lowered(spec.objective, frozenset()))
    forms = {s.reduction for section in apart.sections for s in section.summands}
    assert forms == {Reduction.MEAN}
    (section,) = fuse_means(apart).sections
    assert {s.reduction for s in section.summands} == {Reduction.NONE}
    calls = [op for op in section.ops if isinstance(op, Call)]
    assert {(op.kernel[-5:], op.form) for op in calls} == {("_mean", Form.SCALAR)}


def test_weighed_densities_stay_examples() -> None:
    section = program("aavae").sections[-1]
    assert all(s.weight is not None and s.reduction is Reduction.MEAN for s in section.summands)


def test_both_verdicts_are_one_kernel_where_the_price_has_one() -> None:
    for name, kernels in {"gan": 1, "wgan_gp": 0, "lsgan": 0, "ada": 1}.items():
        made = fuse_verdicts(stack(lowered(schematic.parse(PROGRAMS[name]).objective, frozenset())))
        found = [op for op in made.sections[0].ops if isinstance(op, Call)]
        assert len(found) == kernels, name


def test_a_summand_counts_what_it_replaces() -> None:
    before = lowered(schematic.parse(PROGRAMS["gan"]).objective, frozenset())
    after = fuse_verdicts(stack(before))
    coefficients = [sum(s.coefficient for s in p.sections[0].summands) for p in (before, after)]
    assert coefficients == [1.0, 1.0]
    (whole,) = after.sections[0].summands
    assert whole == Summand("log q(y|x)", 1.0, whole.value, None, Reduction.NONE)
