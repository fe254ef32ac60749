"""The order of one run of inference, and the runs that dashed cycles make."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schematic.objective.passes import dashed_cycles, find_passes, in_order
from tests.objective.specs import DATA, PRIOR, spec, unchecked

NAMES = tuple("abcdefg")
graphs = st.dictionaries(st.sampled_from(NAMES), st.sets(st.sampled_from(NAMES), max_size=3))


def slow_order(parents: dict[str, set[str]]) -> list[str]:
    """Again and again the earliest name whose parents are there."""
    order: list[str] = []
    while True:
        waiting = [name for name in NAMES if name in parents and name not in order]
        ready = [n for n in waiting if not (parents[n] & parents.keys()) - set(order)]
        if not ready:
            return order
        order.append(ready[0])


@given(graphs)
def test_every_node_stands_behind_its_parents_and_as_early_as_it_can(
    parents: dict[str, set[str]],
) -> None:
    assert in_order(parents, NAMES) == slow_order(parents)


def test_what_waits_for_a_cycle_is_left_out() -> None:
    assert in_order({"a": {"b"}, "b": {"a"}, "c": {"a"}, "d": {"root"}}, NAMES) == ["d"]


def test_without_a_cycle_there_is_one_pass_without_a_start() -> None:
    (run,) = find_passes(spec("hvae"))
    assert run.starts == ()
    assert list(run.inferred) == ["h", "z"]
    assert run.inferred["z"].parents == ("h",)


def test_each_node_of_a_cycle_with_a_law_starts_a_pass() -> None:
    schematic = spec("ali")
    assert dashed_cycles(schematic) == (("x", "z"),)
    runs = find_passes(schematic)
    assert [run.starts for run in runs] == [("x",), ("z",)]
    assert [list(run.inferred) for run in runs] == [["z"], ["x"]]


CYCLE = "{a} ..> {b} ~ E{a}[η]\n{b} ..> {a} ~ E{b}[η]\n"


def test_two_cycles_start_in_every_combination() -> None:
    laws = "".join(f"latent {n} : real[2] ~ Normal(0, 1)\n" for n in "abcd")
    schematic = unchecked(laws + CYCLE.format(a="c", b="d") + CYCLE.format(a="a", b="b"))
    assert dashed_cycles(schematic) == (("a", "b"), ("c", "d"))
    starts = [run.starts for run in find_passes(schematic)]
    assert starts == [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]


def test_a_node_that_infers_itself_is_a_cycle() -> None:
    schematic = unchecked(DATA + PRIOR + "z ..> z ~ E[η]\nx ..> z ~ F[η]\n")
    assert dashed_cycles(schematic) == (("z",),)


def test_a_cycle_without_a_law_has_no_pass() -> None:
    laws = "latent a : real[2]\nlatent b : real[2]\n"
    assert find_passes(unchecked(laws + CYCLE.format(a="a", b="b"))) == ()
