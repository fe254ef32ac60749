"""Which operations go together, and in which order they still can be done."""

from __future__ import annotations

import pytest

from schematic.program.ops import Call, Evaluate, Fetch, Mean, Op, Sample, Stacked, Use, Weigh
from schematic.program.passes.group import grouped


def call(name: str, *inputs: str, net: str = "G", copies: int = 1) -> Evaluate:
    return Evaluate((name,), net, tuple(Use(i, copies=copies) for i in inputs), 1)


def mean(name: str, of: str, kernel: str | None = "torch.sigmoid") -> Mean:
    return Mean(name, kernel, (Use(of),))


def sample(name: str, *of: str) -> Sample:
    return Sample(name, "normal_draw", tuple(map(Use, of)), ((name,),))


def names(ops: list[Op], bound: frozenset[str] = frozenset()) -> list[list[str]]:
    return [["".join(getattr(op, "names", (getattr(op, "name", ""),))) for op in unit]
            for unit in grouped(ops, bound)]  # fmt: skip


def test_calls_of_one_net_are_a_unit() -> None:
    ops: list[Op] = [call("a", "x"), call("b", "z"), call("c", "x", net="D")]
    assert names(ops) == [["a", "b"], ["c"]]


def test_a_call_that_waits_for_another_does_not_join_it() -> None:
    ops: list[Op] = [call("a", "x"), call("b", "a")]
    assert names(ops) == [["a"], ["b"]]
    through: list[Op] = [call("a", "x"), call("m", "a", net="F"), call("b", "m")]
    assert names(through) == [["a"], ["m"], ["b"]]


def test_nets_of_the_user_are_left_alone() -> None:
    ops: list[Op] = [call("a", "x"), call("b", "z")]
    assert names(ops, frozenset({"G"})) == [["a"], ["b"]]
    weights: list[Op] = [Weigh("a", "D", (Use("x"),)), Weigh("b", "D", (Use("z"),))]
    assert names(weights) == [["a", "b"]]
    assert names(weights, frozenset({"D"})) == [["a"], ["b"]]


def test_what_is_repeated_or_stacked_already_stays_alone() -> None:
    assert names([call("a", "x", copies=2), call("b", "z")]) == [["a"], ["b"]]
    stacked = Evaluate(("a",), "G", (Stacked((Use("x"), Use("z"))),), 1)
    assert names([stacked, call("b", "z")]) == [["a"], ["b"]]


def test_calls_that_differ_in_more_than_inputs_stay_apart() -> None:
    frozen = Evaluate(("b",), "G", (Use("z"),), 1, freeze=("G",))
    assert names([call("a", "x"), frozen]) == [["a"], ["b"]]


def test_what_follows_each_call_alike_is_a_unit_too() -> None:
    ops: list[Op] = [call("a", "x"), mean("m", "a"), call("b", "z"), mean("n", "b")]
    assert names(ops) == [["a", "b"], ["m", "n"]]


@pytest.mark.parametrize("second", [mean("n", "b", None), sample("n", "b")])
def test_what_follows_otherwise_stays_alone(second: Op) -> None:
    ops: list[Op] = [call("a", "x"), mean("m", "a"), call("b", "z"), second]
    assert names(ops) == [["a", "b"], ["m"], ["n"]]


def test_a_unit_that_does_not_follow_every_call_is_taken_apart() -> None:
    """Two of three calls are followed: they are not a stack that is at hand."""
    ops: list[Op] = [call("a", "x"), call("b", "z"), call("c", "w"), mean("m", "a"), mean("n", "b")]
    assert names(ops) == [["a", "b", "c"], ["m"], ["n"]]


def test_a_draw_of_parameters_from_two_calls_follows_neither() -> None:
    ops: list[Op] = [call("a", "x"), call("b", "z"), sample("s", "a", "b"), sample("t", "b", "a")]
    assert names(ops) == [["a", "b"], ["s"], ["t"]]


def test_what_follows_a_value_from_elsewhere_stays_alone() -> None:
    assert names([mean("m", "shared"), mean("n", "other")]) == [["m"], ["n"]]


def test_a_second_of_the_same_lane_begins_a_unit() -> None:
    ops: list[Op] = [
        call("a", "x"),
        call("b", "z"),
        mean("m", "a"),
        mean("m2", "a"),
        mean("n", "b"),
    ]
    assert names(ops)[0] == ["a", "b"]
    assert sorted(name for unit in names(ops)[1:] for name in unit) == ["m", "m2", "n"]


def test_other_operations_stay_alone_and_in_order() -> None:
    ops: list[Op] = [
        Fetch("x", "x", None, False),
        call("a", "x"),
        Call("k", "normal_kl", (Use("a"),)),
        call("b", "k"),
    ]
    assert names(ops) == [["x"], ["a"], ["k"], ["b"]]


def test_a_unit_stands_behind_all_it_waits_for() -> None:
    """The second call of G reads what F makes, so both calls move behind F."""
    ops: list[Op] = [call("a", "x"), call("f", "z", net="F"), call("b", "f")]
    assert names(ops) == [["f"], ["a", "b"]]
