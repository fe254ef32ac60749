"""Each format of each model: well formed, in the right styles, the same every time."""

from __future__ import annotations

import io
import re
import struct
import warnings
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

from schematic import parse
from schematic.render import FORMATS, GlyphWarning, Look, RenderError, render, typefaces, write
from schematic.render.bezier import Point
from schematic.render.canvas import paint
from schematic.render.draw_figure import draw_figure
from schematic.render.drawing import make_drawing
from schematic.render.engine import ask_graphviz
from schematic.render.extent import Extent
from schematic.render.figure import Figure, Group, Words
from schematic.render.formats.svg import write_svg
from schematic.render.label import Symbol
from schematic.render.latex_labels import write_math
from schematic.render.look import PLAIN
from schematic.render.palette import DARK, LIGHT
from schematic.render.placement import place, write_question
from tests.golden import check_golden
from tests.render.models import NAMES, model

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"
RED = "#cc0000"
TEXTS = ("dot", "svg", "tex", "mmd")
TITLED = "visible x : real[3] ~ data\nz -> x ~ Normal(G[θ], 1)\nx ..> z ~ E[η]\n"


@pytest.mark.parametrize("name", ["gan", "vae"])
def test_dot_text(name: str) -> None:
    check_golden(GOLDEN / f"{name}.dot", render(model(name), "dot").decode())


@pytest.mark.parametrize("format", list(FORMATS))
def test_same_bytes_every_time(format: str) -> None:
    assert render(model("ali"), format) == render(model("ali"), format)


def svg_of(name: str) -> ElementTree.Element:
    return ElementTree.fromstring(render(model(name), "svg", Look(title=True)))


def groups(name: str, kind: str) -> list[ElementTree.Element]:
    found = svg_of(name).iterfind(f"{SVG}g")
    return [group for group in found if group.get("class", "").split()[0] == kind]


@pytest.mark.parametrize("name", ["gan", "ali", "deep-kalman"])
def test_svg_says_which_nodes_and_factors_it_shows(name: str) -> None:
    schematic = model(name)
    shown = set()
    for group in groups(name, "edge"):
        for number in map(int, group.get("data-factor", "").split()):
            factor = schematic.factors[number]
            drawn = "dashed" in group.get("class", "").split()
            assert drawn == factor.dashed
            shown.add(number)
    assert shown == set(range(len(schematic.factors)))
    named = {node for g in groups(name, "node") for node in g.get("data-node", "").split()}
    assert named == set(schematic.nodes)
    keys = [element.get("id") for element in svg_of(name).iter() if element.get("id")]
    assert len(keys) == len(set(keys)) == len(groups(name, "edge")) + len(groups(name, "node"))


def test_svg_says_what_is_drawn() -> None:
    said = [group.findtext(f"{SVG}title") for group in groups("gan", "node")]
    assert said == ["visible x : unit", "latent z : real[64]", "indicator y : {fake, real}"]
    said = [group.findtext(f"{SVG}title") for group in groups("gan", "edge")]
    assert said == ["z ..|> x = G[theta]", "x -!> y ~ Bernoulli(D[phi])"]


@pytest.mark.parametrize("name", NAMES)
def test_svg_has_the_style_of_each_arrow(name: str) -> None:
    found: Counter[tuple[str, bool, bool, bool]] = Counter()
    for group in groups(name, "edge"):
        line, head = group.find(f"{SVG}path"), group.find(f"{SVG}polygon")
        ends = f"{group.get('data-tail')}->{group.get('data-head')}"
        assert line is not None and head is not None
        assert line.get("stroke") == head.get("stroke")
        dashed, hollow = "stroke-dasharray" in line.attrib, head.get("fill") == "none"
        red = line.get("stroke") == RED
        styles = {"dashed": dashed, "hollow": hollow, "red": red}
        assert group.get("class") == " ".join(["edge", *(word for word in styles if styles[word])])
        found[ends, dashed, hollow, red] += 1
    drawn = make_drawing(model(name)).arrows
    assert found == Counter((f"{a.tail}->{a.head}", a.dashed, a.hollow, a.red) for a in drawn)


def test_svg_has_circles_by_role_and_greek_letters() -> None:
    svg = svg_of("gan")
    circles = {
        group.get("data-node", ""): group.find(f"{SVG}circle") for group in groups("gan", "node")
    }
    x, y, z = (circles[name] for name in "xyz")
    assert x is not None and y is not None and z is not None
    assert (x.get("fill"), z.get("fill")) == ("#d9d9d9", "none")
    assert float(y.get("r", "0")) < float(z.get("r", "0"))
    texts = {"".join(text.itertext()) for text in svg.iter(f"{SVG}text")}
    assert {"Gθ(z)", "qφ(r)(y|x)", "GAN: Goodfellow et al., 2014"} <= texts


@pytest.mark.parametrize("name", ["gan", "cyclegan"])
def test_png_is_of_200_dots_an_inch(name: str) -> None:
    png = render(model(name), "png")
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    points = [float(svg_of(name).get(side, "")[:-2]) for side in ("width", "height")]
    assert width == pytest.approx(points[0] * 200 / 72, rel=0.05)
    assert height < width


def test_mermaid() -> None:
    text = render(model("gan"), "mmd", Look(title=True)).decode()
    assert text.startswith('---\ntitle: "GAN: Goodfellow et al., 2014"\n---\n')
    assert 'n0(("<i>x</i>")):::visible' in text
    assert 'n1 -.-o|"<i>G</i><sub><i>θ</i></sub>(<i>z</i>)"| n0' in text
    assert "linkStyle 1 stroke:#cc0000" in text
    assert "linkStyle" not in render(model("vae"), "mmd").decode()


def test_tikz() -> None:
    text = render(model("aavae"), "tex", Look(title=True)).decode()
    assert r"\draw[generation, stochastic]" in text
    assert r"\draw[inference, stochastic]" in text
    assert r"\draw[inference, stochastic, adversarial]" in text
    assert r"{$q_{\phi}^{(r)}(y|x)$};" in text
    assert "{AAVAE: Hu et al., 2018};" in text
    assert text.count("{") == text.count("}")


@pytest.mark.parametrize("name", NAMES)
def test_tikz_draws_every_arrow(name: str) -> None:
    text = render(model(name), "tex").decode()
    drawing = make_drawing(model(name))
    assert len(re.findall(r"\\draw\[", text)) == len(drawing.arrows) + bool(drawing.plate)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("h1", "$h_{1}$"),
        ("theta_1", r"$\theta_{1}$"),
        ("Omicron", "$O$"),
        ("image", r"$\mathit{image}$"),
        ("x_a_b", r"$x_{a\_b}$"),
        ("thetax", r"$\mathit{thetax}$"),
        ("ξζ", r"$\mathit{{\xi}{\zeta}}$"),
        ("é", r"$\mbox{\textit{é}}$"),
        ("#\\", r"$\#\backslash{}$"),
    ],
)
def test_names_in_latex(name: str, latex: str) -> None:
    from schematic.render.label import name_symbol

    assert write_math((name_symbol(name),)) == latex


@pytest.mark.parametrize("name", ["gan", "deep-kalman"])
def test_any_engine_may_find_the_places(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture can be drawn where no program can be started, as in a browser."""
    drawing = make_drawing(model(name))
    answer = ask_graphviz(write_question(drawing))
    expected = render(model(name), "svg")
    monkeypatch.setattr("schematic.render.engine.run", None)
    asked = []
    engine = lambda dot: asked.append(dot) or answer  # noqa: E731
    assert render(model(name), "svg", engine=engine) == expected
    assert asked == [write_question(drawing)]
    figure = draw_figure(place(drawing, answer))
    assert write_svg(figure).encode() == expected


def test_pdf_holds_letters_lines_and_fonts() -> None:
    """No program but the engine is needed; lines stay lines, letters those of embedded fonts."""
    answer = ask_graphviz(write_question(make_drawing(model("vae"))))
    drawing = make_drawing(model("vae"), Look(title=True))
    pdf = FORMATS["pdf"].write(drawing, PLAIN, lambda dot: answer)
    assert pdf.startswith(b"%PDF-")
    assert b"/Subtype /Image" not in pdf
    assert set(re.findall(rb"/FontName /[A-Z]{6}\+(\S+)", pdf)) == {
        b"STIXGeneral-Regular",
        b"STIXGeneral-Italic",
    }
    assert pdf.count(b"/FontFile2") == pdf.count(b"/FontName")
    assert b"VAE: Kingma" in pdf


def test_pdf_is_as_large_as_svg() -> None:
    pdf, svg = (render(model("gan"), format, Look(scale=2)) for format in ("pdf", "svg"))
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert box is not None
    root = ElementTree.fromstring(svg)
    sides = [float(root.get(side, "")[:-2]) for side in ("width", "height")]
    assert [float(side) for side in box.groups()] == pytest.approx(sides, abs=0.01)
    assert sides[0] == pytest.approx(2 * float(root.get("viewBox", "").split()[2]), abs=0.01)


@pytest.mark.parametrize("format", list(FORMATS))
def test_write_tells_the_format_by_the_suffix(format: str, tmp_path: Path) -> None:
    path = tmp_path / f"picture.{format.upper()}"
    write(model("gan"), path)
    assert path.read_bytes() == render(model("gan"), format)


def test_a_picture_is_called_by_the_title_of_its_model() -> None:
    model = parse('model V "Qxzzy 2031"\nlatent z : real[2] ~ Normal(0, 1)\n' + TITLED)
    for format in ("svg", "dot", "tex", "mmd"):
        unseen, seen = (
            render(model, format, Look(title=title)).decode() for title in (False, True)
        )
        assert "V: Qxzzy 2031" in unseen
        assert seen.count("Qxzzy 2031") > unseen.count("Qxzzy 2031")


def test_letters_without_a_font_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    model = parse("model J\nlatent 潜在 : real[2] ~ Normal(0, 1)\n" + TITLED.replace("z", "潜在"))
    monkeypatch.setattr("schematic.render.typefaces._installed", lambda: ())
    typefaces._installed_for.cache_clear()
    for format in ("png", "pdf"):
        with pytest.warns(GlyphWarning, match="no font here sets 潜在"):
            render(model, format)
    typefaces._installed_for.cache_clear()
    assert "潜在" in render(model, "svg").decode()


@pytest.mark.parametrize("format", ["png", "pdf"])
def test_letters_of_an_installed_font_are_drawn(
    format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here matplotlib's font of mathematical signs stands for a font that is installed."""
    font = typefaces._carried("STIXNonUni")
    (letter, *_) = sorted(
        set(typefaces._letters(font))
        - typefaces._letters(typefaces._carried("DejaVuSans"))
        - typefaces._letters(typefaces._carried("STIXGeneral"))
    )
    drawn = {}
    for at, fonts in enumerate([(), (font,)]):
        monkeypatch.setattr("schematic.render.typefaces._installed", lambda fonts=fonts: fonts)
        typefaces._installed_for.cache_clear()
        words = Words((Symbol(chr(letter)),), Point(0, 0), 20, "#000000")
        figure = Figure("a", Extent(-20, -20, 20, 20), None, (Group("a", (words,)),))
        with warnings.catch_warnings():
            warnings.simplefilter("error" if at else "ignore")
            drawn[at] = paint(figure, format)
    typefaces._installed_for.cache_clear()
    assert drawn[0] != drawn[1]


@pytest.mark.parametrize("text", ["латентный", "θφω", "łąž", "լատենտ"])
def test_alphabets_that_need_no_font(text: str) -> None:
    assert typefaces.missing_letters(text) == ""


def test_png_has_the_dots_that_are_asked_for() -> None:
    sizes = [
        struct.unpack(">II", render(model("gan"), "png", look)[16:24])
        for look in (Look(dpi=100), Look(), Look(scale=2), Look(dpi=400))
    ]
    assert [width / sizes[0][0] for width, _ in sizes] == pytest.approx([1, 2, 4, 4], rel=0.02)
    with pytest.raises(RenderError, match="the picture would have 159,966 × 32,200 dots") as caught:
        render(model("gan"), "png", Look(scale=20, dpi=2400))
    assert "render .svg or .pdf" in caught.value.cure


@pytest.mark.parametrize("format", ["svg", "png"])
def test_dark_and_transparent(format: str) -> None:
    from PIL import Image

    if format == "png":
        corners = []
        for look in (Look(), Look(dark=True), Look(transparent=True)):
            with Image.open(io.BytesIO(render(model("gan"), "png", look))) as png:
                corners.append(png.convert("RGBA").getpixel((0, 0)))
        paper = tuple(bytes.fromhex(DARK.paper[1:]))
        assert corners[:2] == [(255, 255, 255, 255), (*paper, 255)]
        assert corners[2][3] == 0
        return
    plain, dark, clear = (
        render(model("gan"), "svg", look).decode()
        for look in (Look(), Look(dark=True), Look(transparent=True))
    )
    colours = [LIGHT.ink, LIGHT.red, LIGHT.shade, LIGHT.paper]
    assert all(colour in plain for colour in colours)
    assert not any(colour in dark for colour in colours)
    assert LIGHT.paper not in clear


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gan", ["generation", "inference", "deterministic", "adversarial", "visible", "latent"]),
        ("vae", ["generation", "inference", "visible", "latent"]),
        ("ssvae", ["generation", "inference", "visible", "visible in part", "latent"]),
        ("maf", ["generation", "deterministic", "visible", "latent"]),
    ],
)
def test_a_legend_says_what_occurs(name: str, words: list[str]) -> None:
    root = ElementTree.fromstring(render(model(name), "svg", Look(legend=True)))
    (legend,) = (group for group in root if group.get("class") == "legend")
    assert ["".join(text.itertext()) for text in legend.iter(f"{SVG}text")] == words
    tex = render(model(name), "tex", Look(legend=True)).decode()
    assert all(f"{{{word}}};" in tex for word in words)
    assert "$$" not in tex


@pytest.mark.parametrize(
    ("format", "look", "choice"),
    [
        ("svg", Look(dpi=300), "dpi"),
        ("mmd", Look(dark=True), "dark"),
        ("dot", Look(legend=True), "legend"),
        ("tex", Look(transparent=True), "transparent"),
        ("mmd", Look(scale=2), "scale"),
    ],
)
def test_what_a_format_cannot_follow_is_refused(format: str, look: Look, choice: str) -> None:
    with pytest.raises(
        RenderError, match=f"a .{format} picture cannot follow `{choice}`"
    ) as caught:
        render(model("gan"), format, look)
    assert ".png" in caught.value.cure
