"""A plate is the statements that it stands for, and what is written back says the same."""

from __future__ import annotations

import pytest

import schematic
from schematic.diagnostics import SchematicError
from schematic.graph.plates import MOST_COPIES
from schematic.graph.spec_text import write_schematic

PLATES = """
    model Chain
    let T = 3
    visible x : real[5] ~ data
    latent z[t] : real[3] for t in 1..T-1  # the layers
    latent z[T] : real[3] ~ Normal(0, 1)
    z[1] -> x ~ G[θ]
    z[t] -> z[t-1] ~ P[t][θ] for t in 2..T
    x ..> z[1] ~ E[1][η]
    z[t-1] ..> z[t] ~ E[t][η] {beta = 2} for t in 2 .. T
    net P[t] = mlp(8) for t in 2..T
    net E[1] = mlp(4)
"""
WRITTEN_OUT = """
    model Chain
    let T = 3
    visible x : real[5] ~ data
    latent z_1 : real[3]
    latent z_2 : real[3]
    latent z_3 : real[3] ~ Normal(0, 1)
    z_1 -> x ~ G[θ]
    z_2 -> z_1 ~ P_2[θ]
    z_3 -> z_2 ~ P_3[θ]
    x ..> z_1 ~ E_1[η]
    z_1 ..> z_2 ~ E_2[η] {beta = 2}
    z_2 ..> z_3 ~ E_3[η] {beta = 2}
    net P_2 = mlp(8)
    net P_3 = mlp(8)
    net E_1 = mlp(4)
"""


def test_a_plate_is_its_statements() -> None:
    assert schematic.parse(PLATES) == schematic.parse(WRITTEN_OUT)


def test_a_number_makes_a_plate_longer() -> None:
    assert list(schematic.parse(PLATES, settings={"T": 5}).nodes)[-1] == "z_5"
    with pytest.raises(SchematicError, match="SGM224"):
        schematic.parse(PLATES, settings={"T": 1})


def test_text_keeps_plates_that_say_what_is_wanted() -> None:
    text = write_schematic(schematic.parse(PLATES))
    assert "latent  z[t] : real[3] for t in 1..T-1 " in text
    assert "# the layers" in text
    assert "z[t-1] ..> z[t]   ~ E[t][η] {beta = 2} for t in 2..T" in text
    assert schematic.parse(text) == schematic.parse(PLATES)


def test_a_rewrite_writes_out_what_it_changes_and_keeps_the_rest() -> None:
    changed = schematic.parse(PLATES).rewrite("swap z_1 <-> z_2")
    text = write_schematic(changed)
    assert "z_3 -> " in " ".join(text.split()).replace("..>", "->")
    assert "net P[t] = mlp(8) for t in 2..T" in text
    assert schematic.parse(text) == changed


def test_a_rewrite_takes_names_with_an_index() -> None:
    chain = schematic.parse(PLATES)
    assert chain.rewrite("swap z[1] <-> z[2]") == chain.rewrite("swap z_1 <-> z_2")


def test_copies_may_be_written_with_or_without_brackets() -> None:
    mixed = PLATES.replace("z[1] -> x ~ G[θ]", "z_1 -> x ~ G[θ]")
    assert schematic.parse(mixed) == schematic.parse(PLATES)


def test_an_index_of_a_broken_line_is_not_missed() -> None:
    broken = PLATES.replace("latent z[t] : real[3] for", "latent z[t] : real[3 for")
    with pytest.raises(SchematicError) as caught:
        schematic.parse(broken)
    assert {finding.code for finding in caught.value.diagnostics} == {"SGM105"}


def test_plates_are_bounded() -> None:
    line = "latent z[t] : real[2] ~ Normal(0, 1) for t in 1..{}\n"
    with pytest.raises(SchematicError, match="SGM227"):
        schematic.parse(line.format(MOST_COPIES + 1))
    with pytest.raises(SchematicError, match="SGM227"):
        schematic.parse(line.format(10**17))


def test_data_of_a_plate_share_an_array() -> None:
    text = "visible x[t] : real[2] ~ data for t in 2..4\nlatent z : real[2] ~ Normal(0, 1)\n"
    text += "z -> x[t] ~ G[t][θ] for t in 2..4\nx[2], x[3], x[4] ..> z ~ E[η]\n"
    steps = schematic.parse(text).time_steps
    assert {name: (s.stem, s.place, s.length) for name, s in steps.items()} == {
        "x_2": ("x", 0, 3),
        "x_3": ("x", 1, 3),
        "x_4": ("x", 2, 3),
    }
