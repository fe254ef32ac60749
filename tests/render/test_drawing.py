"""What is drawn of a schematic, and what it is called."""

from __future__ import annotations

import pytest

import schematic
from schematic.graph.letters import letter
from schematic.render.drawing import Arrow, Circle, make_drawing
from schematic.render.label import Symbol, name_symbol, plain
from schematic.render.look import Look, Style
from tests.render.models import DEGENERATE, NAMES, model


def arrows(name: str) -> dict[str, Arrow]:
    return {f"{a.tail}{a.head}": a for a in make_drawing(model(name)).arrows}


@pytest.mark.parametrize(
    ("name", "ends", "dashed", "hollow", "red", "label"),
    [
        ("vae", "zx", False, False, False, "p_θ(x|z)"),
        ("vae", "xz", True, False, False, "q_η(z|x)"),
        ("gan", "zx", True, True, False, "G_θ(z)"),
        ("gan", "xy", False, False, True, "q_φ^(r)(y|x)"),
        ("aavae", "xy", True, False, True, "q_φ^(r)(y|x)"),
        ("infogan", "xz", False, False, False, "q_η(z|x)"),
        ("hierarchical", "z2z1", False, False, False, "p_θ(z_1|z_2)"),
    ],
)
def test_each_kind_of_arrow(
    name: str, ends: str, dashed: bool, hollow: bool, red: bool, label: str
) -> None:
    arrow = arrows(name)[ends]
    assert (arrow.dashed, arrow.hollow, arrow.red) == (dashed, hollow, red)
    assert plain(arrow.label) == label


def test_solid_and_hollow() -> None:
    text = "visible x : real[2] ~ data\nlatent z : real[2]\nz -|> x = G[θ]\n"
    findings = schematic.pipeline.examine(schematic.diagnostics.Source.of("<text>", text))
    (arrow,) = make_drawing(findings.schematic).arrows
    assert (arrow.dashed, arrow.hollow, arrow.red) == (False, True, False)


def test_nodes_by_role() -> None:
    assert make_drawing(model("gan")).circles == (
        Circle("x", (Symbol("x"),), shaded=True),
        Circle("z", (Symbol("z"),)),
        Circle("y", (Symbol("y"),), small=True),
    )


def test_a_factor_of_two_parents_has_two_arrows_and_one_label() -> None:
    drawn = arrows("cgan")
    assert plain(drawn["zx"].label) == "G_θ(z, c)"
    assert drawn["cx"].label == ()
    assert drawn["cx"].hollow


def test_the_perfect_discriminator() -> None:
    *_, red = make_drawing(schematic.parse(DEGENERATE)).arrows
    assert plain(red.label) == "q_*^(r)(y|x)"


def test_title_is_optional() -> None:
    assert make_drawing(model("gan")).title is None
    assert make_drawing(model("gan"), Look(title=True)).title == "GAN: Goodfellow et al., 2014"
    assert make_drawing(model("hierarchical"), Look(title=True)).title == "Hierarchical"


@pytest.mark.parametrize("name", NAMES)
def test_letters_are_those_of_the_objective(name: str) -> None:
    drawing = make_drawing(model(name))
    drawn = [arrow for arrow in drawing.arrows if arrow.label]
    for factor, arrow in zip(model(name).factors, drawn, strict=drawing.plate is None):
        if drawing.plate is not None:
            continue
        shown = arrow.label[0].text
        assert shown == (factor.law.nets[0].net if factor.hollow else letter(model(name), factor))


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("x", Symbol("x")),
        ("h1", Symbol("h", "1")),
        ("h_12", Symbol("h", "12")),
        ("theta", Symbol("θ")),
        ("theta_1", Symbol("θ", "1")),
        ("x_fake", Symbol("x", "fake")),
        ("image", Symbol("image")),
        ("_", Symbol("_")),
        ("a\nb", Symbol("a b")),
    ],
)
def test_names_are_mathematics(name: str, symbol: Symbol) -> None:
    assert name_symbol(name) == symbol


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("gan", {"zx": "p_θ(x|y)", "xy": "q_φ^(r)(y|x)"}),
        ("infogan", {"zx": "p_θ(x|y)", "xz": "q_η(z|x, y)"}),
        ("aae", {"xz": "p_θ(z|y)", "zx": "q_η(x|z, y)"}),
        ("vae-paper", {"zx": "p_θ(x|z, y)", "xz": "q_η(z|x, y)", "xy": "q_*^(r)(y|x)"}),
        ("aavae", {"zx": "p_θ(x|z, y)", "xz": "q_η(z|x, y)"}),
        ("cgan", {"zx": "p_θ(x|c, y)"}),
        ("vae", {"zx": "p_θ(x|z)", "xz": "q_η(z|x)"}),
        ("ae", {"xz": "E_η(x)"}),
    ],
)
def test_labels_as_the_captions_of_the_paper(name: str, labels: dict[str, str]) -> None:
    drawn = {
        f"{a.tail}{a.head}": plain(a.label)
        for a in make_drawing(model(name), Look(style=Style.PAPER)).arrows
    }
    assert labels.items() <= drawn.items()
