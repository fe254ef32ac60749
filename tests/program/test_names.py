"""Safe names: two names never become one, and what is safe stays as it is."""

from __future__ import annotations

import builtins
import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schematic.program.written_names import (
    Namer,
    attribute,
    reserved,
    reserved_attributes,
    variable,
)

WORDS = sorted(
    {*keyword.kwlist, "len", "torch", "F", "z", "x_fake", "self", "nn", "train", "_", "v"}
)
names = st.builds(
    lambda word, end: word + end, st.sampled_from(WORDS), st.text("_v", max_size=4)
).filter(str.isidentifier)


@given(names, names)
def test_two_names_stay_two(first: str, second: str) -> None:
    assert (variable(first) == variable(second)) == (first == second)
    assert (attribute(first) == attribute(second)) == (first == second)


@given(names)
def test_no_name_means_something_else(name: str) -> None:
    assert variable(name) not in reserved() | set(dir(builtins))
    assert attribute(name) not in reserved_attributes()
    assert not keyword.iskeyword(variable(name))
    assert not (variable(name).startswith("__") or variable(name) == "_")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("z", "z"),
        ("x_fake", "x_fake"),
        ("lambda", "lambda_"),
        ("lambda_", "lambda__"),
        ("len", "len_"),
        ("_", "v_"),
        ("v_", "vv_"),
        ("__x", "v__x"),
    ],
)
def test_variables(name: str, safe: str) -> None:
    assert variable(name) == safe


def test_attributes_of_a_model() -> None:
    assert attribute("D") == "D"
    assert attribute("train") == "train_"
    assert attribute("super") == "super_"
    assert attribute("z_loc") == "z_loc"


def test_fresh_names_are_numbered() -> None:
    namer = Namer({"z"})
    assert [namer("z"), namer("z"), namer("h"), namer("len")] == ["z_2", "z_3", "h", "len_"]
    assert Namer(namer.taken)("z_3") == "z_3_v2"  # a further number would be an index
