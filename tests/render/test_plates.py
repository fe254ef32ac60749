"""A plate is drawn once: its circles with an index, its box with the values of that index."""

from __future__ import annotations

import pytest

import schematic
from schematic.render import render
from schematic.render.drawing import Drawing, make_drawing
from schematic.render.label import plain
from schematic.render.placement import lay_out

STATES = """
    let T = 8
    visible x[t] : real[5] ~ data for t in 1..T
    latent z[0] : real[3] ~ Normal(0, 1)
    latent z[t] : real[3] for t in 1..T
    z[t-1] -> z[t] ~ P[θ] for t in 1..T
    z[t] -> x[t] ~ Normal(G[t][θ], 1) for t in 1..T
    x[1] ..> z[0] ~ E0[η]
    x[t], z[t-1] ..> z[t] ~ E[η] for t in 1..T
"""


def drawn(text: str, **settings: float) -> Drawing:
    return make_drawing(schematic.parse(text, settings=settings))


def test_what_is_alike_is_drawn_once_and_the_rest_beside_it() -> None:
    drawing = drawn(STATES)
    assert drawing.plate is not None
    assert drawing.plate.names == ("z[t-1]", "z[t]", "x[t]")
    assert plain(drawing.plate.label) == "t = 1, …, 8"
    assert [circle.name for circle in drawing.circles] == ["x_1", "z_0", "z[t-1]", "z[t]", "x[t]"]
    assert [plain(arrow.label) for arrow in drawing.arrows] == [
        "q_η(z_0|x_1)",
        "p_θ(z_t|z_t−1)",
        "p_θ(x_t|z_t)",
        "q_η(z_t|x_t, z_t−1)",
        "",
    ]


def test_four_steps_are_drawn_one_by_one() -> None:
    drawing = drawn(STATES, T=4)
    assert drawing.plate is None
    assert [circle.name for circle in drawing.circles][-1] == "z_4"


def test_an_arrow_that_is_missing_in_the_middle_makes_plates_irregular() -> None:
    gap = STATES.replace("x[t], z[t-1] ..> z[t] ~ E[η] for t in 1..T", "")
    gap += "x[t], z[t-1] ..> z[t] ~ E[η] for t in 1..4\n"
    gap += "z[t-1] ..> z[t] ~ E[η] for t in 5..T\n"
    text = gap.replace("E[η] for t in 5", "F[η] for t in 5")
    assert drawn(text).plate is None


def test_all_lies_in_the_box_that_belongs_there_and_nothing_else() -> None:
    picture = lay_out(drawn(STATES))
    box = picture.plate
    assert box is not None
    for placed in picture.circles:
        at, r = placed.centre, placed.radius
        inside = box.low.x <= at.x - r and at.x + r <= box.high.x
        inside = inside and box.low.y <= at.y - r and at.y + r <= box.high.y
        assert inside == ("[" in placed.circle.name)


@pytest.mark.parametrize("format", ["svg", "tex", "mmd", "dot"])
def test_every_format_says_which_values_the_index_has(format: str) -> None:
    text = render(schematic.parse(STATES), format).decode()
    assert "8" in text
    assert {"svg": "…", "tex": "rounded corners", "mmd": "subgraph", "dot": "cluster"}[
        format
    ] in text
