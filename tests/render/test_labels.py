"""Any names, titles and graphs give pictures that Graphviz and XML accept."""

from __future__ import annotations

import math
from types import MappingProxyType
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schematic.families import Kind
from schematic.graph import Distribution, Factor, NetRef, Node, Role, Schematic, Space
from schematic.graph.schematic import Parts
from schematic.render import Look, render
from schematic.render.drawing import Circle, make_drawing
from schematic.render.engine import ask_graphviz
from schematic.render.label import name_symbol
from schematic.render.links import make_links, reading_order
from schematic.render.long_names import lines_in
from schematic.render.measure import RIM, radius_of

SVG = "{http://www.w3.org/2000/svg}"
ODD = st.sampled_from(['"', "\\", 'a"b\\', "<b>&amp;", "theta_1", "ω2", "node", "h1", "_", "é名"])
WRITTEN = st.characters(exclude_categories=("Cc", "Cn", "Co", "Cs"))
NAMES = st.one_of(ODD, st.text(WRITTEN, min_size=1, max_size=40))


@st.composite
def schematics(draw_: st.DrawFn, name: st.SearchStrategy[str] = NAMES) -> Schematic:
    """A few nodes of any names, and factors of any kind between them."""
    names = draw_(st.lists(name, min_size=2, max_size=5, unique=True))
    nodes = [
        Node(name, draw_(st.sampled_from(Role)), Space(Kind.REAL, (1,)), None) for name in names
    ]
    factors = []
    for _ in range(draw_(st.integers(1, 5))):
        child, *parents = draw_(st.permutations(names))
        factor = Factor(
            parents=tuple(parents[: draw_(st.integers(1, 3))]),
            child=child,
            dashed=draw_(st.booleans()),
            hollow=draw_(st.booleans()),
            red=draw_(st.booleans()),
            law=Distribution("Normal", (NetRef(draw_(name), draw_(name)),)),
        )
        factors.append(factor)
    title = draw_(st.none() | st.text())
    return Schematic(draw_(name), title, Parts.of(nodes, factors), MappingProxyType({}))


@pytest.mark.slow
@settings(deadline=None, max_examples=25)
@given(schematics())
def test_any_names_give_valid_dot_and_svg(drawn: Schematic) -> None:
    dot = render(drawn, "dot", Look(title=True)).decode()
    answer = ask_graphviz(dot).splitlines()
    assert sum(line.startswith("node ") for line in answer) == len(drawn.nodes)
    svg = ElementTree.fromstring(render(drawn, "svg", Look(title=True)))
    edges = [g for g in svg.iterfind(f"{SVG}g") if g.get("class", "").startswith("edge")]
    assert len(edges) == len(make_drawing(drawn).arrows)


@settings(max_examples=60)
@given(schematics(st.sampled_from("abcde")))
def test_links_always_have_an_order(drawn: Schematic) -> None:
    drawing = make_drawing(drawn)
    links = make_links(drawing)
    place = {name: i for i, name in enumerate(reading_order(links))}
    assert all(place[link.left] < place[link.right] for link in links)
    assert sum(len(link.arrows) for link in links) == len(drawing.arrows)
    assert {link.left for link in links} | {link.right for link in links} == set(place)


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("content", ["content"]),
        ("x_fake", ["xfake"]),
        ("observed_image_of_the_left_camera", ["observed_", "image_of_", "the_left_", "camera"]),
        ("Donaudampfschifffahrtsgesellschaft", None),
        ("w" * 150, None),
    ],
)
def test_a_long_name_is_broken_into_lines_that_its_circle_holds(
    name: str, lines: list[str] | None
) -> None:
    circle = Circle(name, (name_symbol(name),))
    found, type_ = lines_in(circle)
    texts = ["".join(s.text + s.sub for s in line) for line in found]
    assert lines is None or texts == lines
    whole = "".join(texts)
    assert lines or whole == name or (whole[-1] == "…" and name.startswith(whole[:-1]))
    radius = radius_of(circle)
    for i, line in enumerate(found):
        high = (abs(i - (len(found) - 1) / 2) + 0.5) * type_.size
        assert lines == ["xfake"] or math.hypot(type_.width(line) / 2, high) <= radius + RIM
