"""Numbers at the edges: what a range takes, how it says itself, and what is shown of a value."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

import schematic
from schematic.diagnostics import Error, SchematicError
from schematic.ranges import COUNT, SEED, Range, plain, shown
from schematic.verify import verify

SPEC = """
let d = 2
visible x : unit ~ data
latent z : real[d] ~ Normal(0, 1)
z -> x ~ G[θ]
x ..> z ~ E[η]
net G = linear
net E = linear
"""
NO_NUMBERS = [
    math.nan,
    math.inf,
    -math.inf,
    -1,
    1.5,
    2**64,
    10**400,
    10**5000,
    1e308,
    "3",
    None,
    [3],
]


def test_what_a_range_takes() -> None:
    share = Range(0, 1, without=(0,))
    assert [share.accepts(value) for value in (0, 0.5, 1, 1.5, math.nan)] == [0, 1, 1, 0, 0]
    assert str(share) == "a number in (0, 1]"
    assert str(COUNT) == "a whole number from 1 to 2,147,483,647"
    assert COUNT.accepts(np.int64(3))
    assert not COUNT.accepts(3.0)
    assert SEED.accepts(0)
    assert not any(SEED.accepts(value) for value in NO_NUMBERS)


def test_numbers_of_others_become_python_s_own() -> None:
    assert type(plain(np.int64(3))) is int
    assert type(plain(np.float32(2.5))) is float
    assert plain("3") is None
    assert plain(torch.tensor(3)) is None


def test_endless_values_are_cut() -> None:
    assert shown(10**5000) == "a whole number of more than 30 digits"
    assert shown((10**5000,)) == "numbers of more than 30 digits"
    assert len(shown("9" * 400)) == 31


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda value: shown(value)[:12])
def test_no_place_takes_what_is_no_number_of_it(value: object) -> None:
    spec = schematic.parse(SPEC, shapes={"x": (2,)})
    bare = schematic.parse(SPEC)
    places = [
        lambda: schematic.parse(SPEC, settings={"d": value}),  # type: ignore[dict-item]
        lambda: schematic.parse(SPEC, shapes={"x": (value,)}),  # type: ignore[dict-item]
        lambda: schematic.compile(bare, shapes={"x": (value,)}),  # type: ignore[dict-item]
        lambda: schematic.compile(spec, seed=value),  # type: ignore[arg-type]
        lambda: schematic.compile(spec).sample(value),
        lambda: verify(spec, seed=value),  # type: ignore[arg-type]
        lambda: verify(spec, draws=value),  # type: ignore[arg-type]
        lambda: schematic.atlas(spec, value),  # type: ignore[arg-type]
        lambda: schematic.path(spec, spec, value),  # type: ignore[arg-type]
    ]
    for place in places:
        with pytest.raises(Error) as caught:
            place()
        assert caught.value.cure
        assert len(str(caught.value)) < 1000


def test_numbers_of_numpy_are_numbers() -> None:
    spec = schematic.parse(SPEC, settings={"d": np.int64(3)}, shapes={"x": [np.int32(2)]})  # type: ignore[dict-item]
    assert spec.nodes["z"].space.shape == (3,)
    assert spec.nodes["x"].space.shape == (2,)
    model = schematic.compile(spec, seed=np.int64(1))  # type: ignore[arg-type]
    assert model.sample(np.int64(5)).shape == (5, 2)


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ({"x": 3}, "SGM220"),
        ({"x": ()}, "SGM220"),
        ({"x": "28"}, "SGM220"),
        ({"x": (2.5,)}, "SGM216"),
        ({"w": (2,)}, "SGM202"),
        ({"z": (5,)}, "SGM217"),
    ],
)
def test_shapes_that_are_none(shapes: dict[str, tuple[int, ...]], code: str) -> None:
    for make in (
        lambda: schematic.parse(SPEC, shapes=shapes),
        lambda: schematic.compile(schematic.parse(SPEC), shapes=shapes),
    ):
        with pytest.raises(SchematicError) as caught:
            make()
        assert [finding.code for finding in caught.value.diagnostics] == [code]


@pytest.mark.parametrize("number", ["1e-400", "-1e-999999999999", "0." + "0" * 400 + "1"])
def test_a_number_that_would_be_read_as_0(number: str) -> None:
    for text in (
        SPEC.replace("let d = 2", f"let d = 2\nlet w = {number}"),
        SPEC.replace("Normal(0, 1)", f"Normal({number}, 1)"),
    ):
        with pytest.raises(SchematicError) as caught:
            schematic.parse(text)
        assert "SGM219" in {finding.code for finding in caught.value.diagnostics}
