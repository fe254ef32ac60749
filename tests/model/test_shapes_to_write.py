"""Which shapes are asked for, and that those which are given are taken."""

from __future__ import annotations

import re
import shlex

import pytest

from schematic.cli.inputs import _shape
from schematic.diagnostics import SchematicError
from schematic.model import compile as compile_model
from schematic.model.bind import with_given_shapes
from schematic.model.shapes_to_write import ask_for_shapes, missing_shapes, require_shapes
from schematic.pipeline import parse

CHAIN = """\
visible x[t] : unit ~ data for t in 1..3
latent  z[t] : real[2] ~ Normal(0, 1) for t in 1..3
z[t] ->  x[t] ~ Normal(G[θ], 1) for t in 1..3
x[t] ..> z[t] ~ E[η] for t in 1..3
"""
APART = CHAIN.replace("visible x[t] : unit ~ data for t in 1..3\n", "") + (
    "visible x[1] : unit[4] ~ data\nvisible x[t] : unit ~ data for t in 2..3\n"
)


def test_a_plate_is_asked_for_once_and_what_its_cure_says_is_taken() -> None:
    chain = parse(CHAIN)
    with pytest.raises(SchematicError) as caught:
        require_shapes(chain)
    (finding,) = caught.value.diagnostics
    assert finding.message == "`x[1]` to `x[3]` have no shape yet, so their nets cannot be built"
    option = re.search(r"--shape (\S+);", finding.cure)
    assert option is not None
    shapes = dict([_shape(*shlex.split(option[1]))])
    require_shapes(parse(CHAIN, shapes=shapes))
    require_shapes(with_given_shapes(chain, shapes))


def test_a_plate_of_which_some_copies_have_a_shape_is_asked_for_copy_by_copy() -> None:
    apart = parse(APART)
    found = ask_for_shapes(apart, missing_shapes(apart))
    assert list(found) == ["x_2", "x_3"]
    assert "`x[2]` has no shape yet" in found["x_2"].message
    assert "--shape x_2=" in found["x_2"].cure


def test_a_model_that_waits_for_a_plate_says_so_once() -> None:
    with pytest.raises(SchematicError) as caught:
        compile_model(parse(CHAIN)).parameters()
    (finding,) = caught.value.diagnostics
    assert "so `parameters` has to wait" in finding.message


@pytest.mark.parametrize("name", ["x[2]", "x_2"])
def test_a_copy_is_named_as_the_language_writes_it_or_by_its_node(name: str) -> None:
    shapes = {"x": (4,), name: (4,)}
    assert parse(CHAIN, shapes=shapes).nodes["x_2"].space.shape == (4,)
    assert with_given_shapes(parse(CHAIN), {name: (5,)}).nodes["x_2"].space.shape == (5,)
    assert _shape(f"{name}=4") == ("x_2", (4,))


def test_a_copy_that_there_is_not_is_told_by_its_node() -> None:
    with pytest.raises(SchematicError, match="no node is called `x_9`"):
        parse(CHAIN, shapes={"x[9]": (4,)})


def test_the_shape_of_a_plate_may_be_given_by_its_greek_name() -> None:
    greek = parse(CHAIN.replace("x[t]", "ξ[t]"))
    for name in ("ξ", "xi"):
        shaped = with_given_shapes(greek, {name: (4,)})
        assert {n.space.shape for n in shaped.nodes.values() if n.is_data} == {(4,)}
