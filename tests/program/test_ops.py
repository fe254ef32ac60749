"""What an operation assigns and what it needs."""

from __future__ import annotations

import copy

import pytest

from schematic.expressions import softplus
from schematic.prices._price import LOGIT
from schematic.program.ops import (
    Call,
    Enumerate,
    Evaluate,
    Fetch,
    Length,
    Mean,
    Op,
    Price,
    Prior,
    Sample,
    Slope,
    Split,
    Stack,
    Stacked,
    Summand,
    Use,
    Weigh,
    reads,
    results,
    takes,
    with_takes,
)
from tests.objective.specs import spec
from tests.program.specs import plain, planned

X, Z = Use("x"), Use("z")


@pytest.mark.parametrize(
    ("op", "made", "read"),
    [
        (Fetch("x", "x", None, False), ("x",), set()),
        (Evaluate(("a", "b"), "G", (Stacked((X, Z)), Use("c", classes=3)), 1), ("a", "b"),
         {"x", "z", "c"}),
        (Prior("z", "normal_prior", (2,), (0.0, 1.0), "n", "like", ("z",)), ("z",), set()),
        (Prior("z", "normal_prior", (2,), (0.0, 1.0), "x", "w", ("z",)), ("z",), {"x", "w"}),
        (Sample("z", "normal_draw", (X, 1.0), (("noise",),)), ("z",), {"x"}),
        (Enumerate("c", "every_class", X, "c", 3), ("c",), {"x"}),
        (Mean("m", "torch.sigmoid", (X,)), ("m",), {"x"}),
        (Stack("b", (X, Z)), ("b",), {"x", "z"}),
        (Split(("a", "_"), "b", ("x", "z")), ("a", "_"), {"b", "x", "z"}),
        (Weigh("w", "D", (X,)), ("w",), {"x"}),
        (Call("k", "f", (X, Length("z"), 1.0, 2)), ("k",), {"x", "z"}),
        (Price("p", softplus(-LOGIT), "d", "log", True), ("p",), {"d"}),
        (Slope("s", "D", (X,), (Z,), Use("u"), (0,)), ("s",), {"x", "z", "u"}),
    ],
    ids=lambda value: type(value).__name__,
)  # fmt: skip
def test_what_is_made_and_read(op: Op, made: tuple[str, ...], read: set[str]) -> None:
    assert results(op) == made
    assert reads(op) == read


def test_a_summand_reads_its_value_and_its_weight() -> None:
    assert reads(Summand("l", 1.0, "v")) == {"v"}
    assert reads(Summand("l", 1.0, "v", Use("w"))) == {"v", "w"}


def test_a_section_takes_what_it_does_not_make_in_the_order_of_making() -> None:
    ops = (Mean("m", None, (X,)), Mean("n", None, (Use("m"),)))
    summands = (Summand("l", 1.0, "n", Use("w")),)
    assert takes(ops, summands, ["w", "m", "z", "x"]) == ("w", "x")


def test_sections_forget_what_they_no_longer_need() -> None:
    program = plain(spec("gan"))
    assert with_takes(program) == program
    bare = [type(s)(s.player, s.takes, (), ()) for s in program.sections]
    assert {s.takes for s in with_takes(type(program)(
        program.schematic, program.objective, program.shared, tuple(bare), (), (), (), frozenset()
    )).sections} == {()}  # fmt: skip


def test_a_program_is_not_copied() -> None:
    program = planned("vae")
    assert copy.deepcopy(program) is program
