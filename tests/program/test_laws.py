"""What a plan reads off a law."""

from __future__ import annotations

import pytest

from schematic.graph import Distribution
from schematic.program.raw_parameters import axis_along, axis_of, constants_of, named_raw, nets_of
from schematic.program.written_names import Namer
from tests.objective.specs import DATA, PRIOR, arrow, spec, unchecked


@pytest.mark.parametrize(
    ("event", "axis"), [((4,), 1), ((1, 28, 28), 1), ((4, 4), -1), ((), -1), ((2, 2, 2, 2), -1)]
)
def test_parameters_are_joined_along_channels_or_the_last_axis(
    event: tuple[int, ...], axis: int
) -> None:
    assert axis_along(event) == axis


def test_an_unknown_shape_is_joined_along_the_first_axis_of_an_example() -> None:
    schematic = spec("vae")
    assert schematic.nodes["x"].space.shape is None
    assert axis_of(schematic.nodes["x"]) == 1
    assert axis_of(unchecked("visible x : real[4, 4] ~ data\n").nodes["x"]) == -1


def nets(law: str, arrow_: str = "~") -> list[tuple[str, int]]:
    head = "..>" if arrow_ == "~" else "..|>"
    schematic = unchecked(DATA + PRIOR + f"x {head} z {arrow_} {law}\n")
    return [(ref.net, count) for ref, count in nets_of(arrow(schematic, f"x {head} z"))]


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ("E[η]", [("E", 2)]),
        ("Normal(M[η], S[η])", [("M", 1), ("S", 1)]),
        ("Normal(M[η], 1)", [("M", 1)]),
    ],
)
def test_a_single_net_returns_all_parameters(law: str, expected: list[tuple[str, int]]) -> None:
    assert nets(law) == expected


def test_a_hollow_arrow_has_a_location_alone() -> None:
    assert nets("E[η]", "=") == [("E", 1)]


def test_names_of_parameters_are_free() -> None:
    schematic = spec("vae")
    factor = arrow(schematic, "x ..> z")
    namer = Namer({"z_loc"})
    assert [names for _, names in named_raw(factor, "z", namer)] == [("z_loc_2", "z_log_var")]


def test_numbers_of_a_law() -> None:
    schematic = spec("infogan_code")
    laws = {name: node.law for name, node in schematic.nodes.items()}
    for name, expected in (("z", (0.0, 1.0)), ("c", (3,))):
        law = laws[name]
        assert isinstance(law, Distribution)
        assert constants_of(law, schematic.nodes[name]) == expected
