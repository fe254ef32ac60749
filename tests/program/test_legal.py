"""Every program that a plan or a pass makes is legal, and what is not is named."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable
from dataclasses import replace

import pytest

import schematic
from schematic.program import plan
from schematic.program.legal import RULES, IllegalProgramError, checked, faults_of
from schematic.program.listing import PRINTERS
from schematic.program.ops import (
    Call,
    Enumerate,
    Evaluate,
    Fetch,
    Form,
    Length,
    Line,
    Loop,
    Mean,
    Op,
    Prior,
    Program,
    Reduction,
    Sample,
    Section,
    Share,
    Slope,
    Split,
    Stack,
    Summand,
    Use,
    Weigh,
)
from schematic.program.plan import PASSES, lowered
from tests.model.programs import PROGRAMS


def program(name: str) -> Program:
    return plan(schematic.parse(PROGRAMS[name], name=f"{name}.sgm").objective)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_pass_leaves_a_legal_program(name: str) -> None:
    made = lowered(schematic.parse(PROGRAMS[name]).objective, frozenset())
    assert list(faults_of(made)) == []
    for each in PASSES:
        made = each(made)
        assert list(faults_of(made)) == [], each.__name__


def test_every_kind_of_operation_has_its_rows() -> None:
    kinds = set(typing.get_args(Line))
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


X, Z = Use("x"), Use("z")
NOISE = (("z",),)
ILLEGAL: dict[str, tuple[Op, str]] = {
    "a fetch of what is no data": (Fetch("a", "z", None, False), "z is no data node"),
    "a fetch of nobody": (Fetch("a", "nobody", None, False), "nobody is no data node"),
    "a call of nobody": (Evaluate(("a",), "N", (X,), 1), r"no factor names \['N'\]"),
    "a trunk of nobody": (Evaluate(("a",), "D", (X,), 1, "T"), r"no factor names \['T'\]"),
    "a net that is frozen and not called": (
        Evaluate(("a",), "D", (X,), 1, freeze=("G",)),
        "it freezes a net that it does not call",
    ),
    "a net that is frozen without a gradient": (
        Evaluate(("a",), "D", (X,), 1, freeze=("D",), no_grad=True),
        "nothing is recorded, so there is nothing to freeze",
    ),
    "a prior as long as nobody": (
        Prior("a", "normal_prior", (2,), (0.0, 1.0), "ghost", "like", ("z",)),
        "its length is that of no variable",
    ),
    "noise without a name": (
        Sample("a", "normal_draw", (X,), ((),)),
        "a draw without a name for its noise",
    ),
    "no noise": (Sample("a", "normal_draw", (X,), ()), "a draw without a name for its noise"),
    "no sample": (Sample("a", "normal_draw", (X,), NOISE, samples=0), "less than one draw"),
    "values that are not as many": (
        Enumerate("a", "every_class", X, "z", 3),
        "z has not 3 values",
    ),
    "values of nobody": (Enumerate("a", "every_class", X, "nobody", 3), "nobody has not 3 values"),
    "noise that is shared by half": (
        Sample("a", "normal_draw", (X,), NOISE, share=Share("share_normal", (1, 3, 2))),
        "noise that is shared belongs to one draw, and has pairs of sizes",
    ),
    "a number as a mean": (Mean("a", None, (1.0,)), "the mean is no parameter"),
    "a stack of one": (Stack("a", (X,)), "a stack of one"),
    "lengths that are missing": (Split(("a", "b"), "x", ("x",)), "not a length for each part"),
    "a weight by nobody": (Weigh("a", "N", (X,)), "no factor names N"),
    "a length as an example": (
        Call("a", "normal_kl", (X, Length("x"))),
        "the length of a batch says nothing of one example",
    ),
    "a slope along classes": (
        Slope("a", "D", (X,), (X,), Use("x"), (3,)),
        "there is no slope along classes",
    ),
    "a slope between unequal ends": (
        Slope("a", "D", (X,), (X, Z), Use("x"), (0,)),
        "not as many real as fake parents",
    ),
}


@pytest.mark.parametrize("fault", ILLEGAL)
def test_illegal_operations_are_named(fault: str) -> None:
    op, message = ILLEGAL[fault]
    made = program("gan")
    faults = list(faults_of(replace(made, shared=(*made.shared, op))))
    assert any(re.search(message, each) for each in faults), faults


LEGAL: tuple[Op, ...] = (
    Fetch("a", "x", None, False),
    Evaluate(("a",), "D", (X,), 1, freeze=("D",)),
    Evaluate(("a",), "D", (X,), 1, no_grad=True),
    Prior("a", "normal_prior", (2,), (0.0, 1.0), "n", "like", ("z",)),
    Prior("a", "normal_prior", (2,), (0.0, 1.0), "x", "like", ("z",)),
    Sample("a", "normal_draw", (X,), NOISE, samples=3),
    Sample("a", "normal_draw", (X,), NOISE, share=Share("share_normal", (1, 3))),
    Mean("a", None, (X, 1.0)),
    Mean("a", "torch.sigmoid", (1.0,)),
    Stack("a", (X, Z)),
    Split(("a", "_"), "x", ()),
    Split(("_", "_"), "x", ("x", "z")),
    Weigh("a", "D", (X,)),
    Call("a", "normal_kl", (X, Length("x")), Form.SCALAR),
    Slope("a", "D", (X, Z), (Z, X), X, (0, 3)),
)


@pytest.mark.parametrize("op", LEGAL, ids=lambda op: type(op).__name__)
def test_legal_operations_have_no_fault(op: Op) -> None:
    made = program("gan")
    assert list(faults_of(replace(made, shared=(*made.shared, op)))) == []


def test_a_recipe_makes_its_result() -> None:
    made = program("gan")
    (recipe,) = made.samples
    lost = replace(made, samples=(replace(recipe, result="ghost"),))
    assert list(faults_of(lost)) == ["the recipe of x makes no ghost"]


def test_a_summand_of_nobody() -> None:
    made = program("gan")
    lost = changed(
        made, lambda s: replace(s, summands=(*s.summands, Summand("more", 1.0, "ghost")))
    )
    (fault,) = faults_of(lost)
    assert fault.startswith("phi: ['ghost'] is read and not made")


def test_all_faults_are_said() -> None:
    error = IllegalProgramError(["one", "two"])
    assert str(error) == "one; two"
    assert error.faults == ("one", "two")


def test_a_loop_reads_what_its_turns_have_made_before() -> None:
    made = program("vae")
    turn = Stack("z_{t}", (Use("z_{t-1}"), Use("z_{t-1}")))
    first = Fetch("z_0", "x", None, threshold=False)

    def faults(values: range) -> list[str]:
        loop = Loop(values, (turn,))
        ops = (first, loop)
        bare = replace(made, shared=ops, sections=(), samples=(), infers=(), reconstructs=())
        return list(faults_of(bare))

    assert faults(range(1, 9)) == []
    assert any("read before it is made" in fault for fault in faults(range(2, 9)))
    assert any("without a second turn" in fault for fault in faults(range(1, 2)))
