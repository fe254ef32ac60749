"""Schematics: equality, names, numbers and shapes from outside, and their size."""

from __future__ import annotations

from dataclasses import replace

import networkx as nx
import pytest

import schematic
from schematic.diagnostics import SchematicError
from schematic.graph import Schematic, dump
from schematic.graph.names import ascii_name, greek, latex_name
from tests.pipeline.test_good import ALL

VAE = """\
let d = 16
visible x : unit    ~ data
latent  z : real[d] ~ Normal(0, 1)
z ->  x ~ G[θ]
x ..> z ~ E[η] {beta = d}
net G = mlp(d, 2)
"""


def changed(before: str, after: str) -> Schematic:
    """The VAE with a part of its text replaced."""
    assert before in VAE
    return schematic.parse(VAE.replace(before, after))


@pytest.mark.parametrize("name", ALL)
def test_a_schematic_equals_itself_however_it_is_laid_out(name: str) -> None:
    once, twice = schematic.load(ALL[name]), schematic.load(ALL[name])
    text = ALL[name].read_text(encoding="utf-8")
    moved = schematic.parse("# moved\n\n" + text, name=ALL[name].name)
    assert once == twice == moved
    assert hash(once) == hash(twice) == hash(moved)
    assert dump(once) == dump(moved)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("real[d]", "real[8]"),
        ("unit    ~", "binary  ~"),
        ("(0, 1)", "(0, 2)"),
        ("G[θ]", "G[η]"),
        ("beta = d", "beta = 2"),
        ("mlp(d, 2)", "mlp(d)"),
        ("x ..> z", "x ..> z"),
    ],
)
def test_every_change_makes_another_schematic(before: str, after: str) -> None:
    same = before == after
    assert (changed(before, after) == schematic.parse(VAE)) is same
    assert (dump(changed(before, after)) == dump(schematic.parse(VAE))) is same


def test_a_schematic_is_no_other_thing() -> None:
    assert schematic.parse(VAE) != VAE
    assert len({schematic.parse(VAE), schematic.parse(VAE)}) == 1


def test_the_graph_is_frozen_and_carries_payloads() -> None:
    graph = schematic.parse(VAE).graph
    assert isinstance(graph, nx.MultiDiGraph)
    with pytest.raises(nx.NetworkXError):
        graph.add_node("w")
    assert [data["node"].name for _, data in graph.nodes(data=True)] == ["x", "z"]
    assert [data["factor"].arrow for _, _, data in graph.edges(data=True)] == ["..>", "->"]


def test_theta_is_one_name_in_two_spellings() -> None:
    assert changed("θ", "theta") == schematic.parse(VAE)
    assert changed("G[θ]\nx", "G[ϑ]\nx") == schematic.parse(VAE)
    assert schematic.parse(VAE).groups == ("theta", "eta")


@pytest.mark.parametrize(
    ("name", "plain", "shown"),
    [
        ("θ", "theta", "θ"),
        ("θ_x", "theta_x", "θ_x"),
        ("Ω2", "Omega2", "Ω2"),
        ("theta", "theta", "θ"),
        ("meta", "meta", "meta"),
        ("thetas", "thetas", "thetas"),
    ],
)
def test_spellings(name: str, plain: str, shown: str) -> None:
    assert ascii_name(name) == plain
    assert greek(plain) == shown
    assert ascii_name(greek(plain)) == plain


def test_settings_override_let_lines() -> None:
    schematic_ = schematic.parse(VAE, settings={"d": 4.0})
    assert dict(schematic_.lets) == {"d": 4}
    assert schematic_.nodes["z"].space.shape == (4,)
    assert schematic_.nets["G"].sizes == (4, 2)
    assert schematic_.factors[1].attributes.beta == 4


def test_settings_are_spelled_in_both_ways() -> None:
    text = VAE.replace("let d", "let δ").replace("[d]", "[delta]").replace("d}", "δ}")
    schematic_ = schematic.parse(text.replace("(d,", "(δ,"), settings={"δ": 8})
    assert schematic_.nodes["z"].space.shape == (8,)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"q": 1}, "SGM206"),
        ({"d": 0}, "SGM216"),
        ({"d": 0.5}, "SGM216"),
        ({"d": float("nan")}, "SGM215"),
        ({"d": float("inf")}, "SGM215"),
        ({"d": 10**400}, "SGM215"),
    ],
)
def test_settings_that_do_not_fit(settings: dict[str, float], code: str) -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.parse(VAE, settings=settings)
    assert {finding.code for finding in caught.value.diagnostics} == {code}


def test_shapes_are_for_nodes_that_have_none() -> None:
    schematic_ = schematic.parse(VAE, shapes={"x": (1, 28, 28)})
    assert schematic_.nodes["x"].space.shape == (1, 28, 28)
    assert schematic_ == changed("unit    ~", "unit[1, 28, 28] ~")
    same = schematic.parse(VAE, shapes={"z": (16,)})
    assert same == schematic.parse(VAE)


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ({"q": (1,)}, "SGM202"),
        ({"x": (0,)}, "SGM216"),
        ({"x": (2.5,)}, "SGM216"),
        ({"x": (100_000, 100_000)}, "SGM207"),
        ({"z": (8,)}, "SGM217"),
    ],
)
def test_shapes_that_do_not_fit(shapes: dict[str, tuple[int, ...]], code: str) -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.parse(VAE, shapes=shapes)
    assert {finding.code for finding in caught.value.diagnostics} == {code}


def test_numbers_nodes_and_nets_have_names_of_their_own() -> None:
    text = VAE.replace("let d", "let x").replace("[d]", "[x]").replace("= d}", "= x}")
    text = text.replace("mlp(d, 2)", "mlp(x)").replace("G", "x").replace("θ", "z")
    schematic_ = schematic.parse(text)
    assert schematic_.nodes["z"].space.shape == (16,)
    assert schematic_.group_of == {"x": "z", "E": "eta"}


def test_a_word_goes_before_a_number() -> None:
    text = (
        "let hinge = 3\nvisible x : unit ~ data\nlatent z : real[4] ~ Normal\n"
        "indicator y : {fake, real}\nz ..|> x = G[θ]\nx -!> y ~ D[φ] {loss = hinge}"
    )
    assert schematic.parse(text).factors[1].attributes.loss == "hinge"


def test_a_schematic_takes_its_name_from_its_file() -> None:
    assert schematic.parse(VAE, name="specs/my_vae.sgm").name == "my_vae"
    assert schematic.parse(VAE, name="my vae.sgm").name == "Model"
    assert schematic.parse("model A\n" + VAE, name="my_vae.sgm").name == "A"


def test_a_changed_payload_is_another() -> None:
    node = schematic.parse(VAE).nodes["z"]
    assert replace(node, name="w") != node
    assert replace(node, span=schematic.parse(VAE).nodes["x"].span) == node


@pytest.mark.slow
def test_a_chain_of_five_thousand_nodes_loads() -> None:
    lines = ["visible x0 : real[4] ~ data", "x4999 -> x0 ~ G[θ]"]
    for i in range(1, 5000):
        lines += [f"latent x{i} : real[4]", f"x{i - 1} ..|> x{i} = E{i}[η]"]
    schematic_ = schematic.parse("\n".join(lines))
    assert len(schematic_.nodes) == 5000
    assert isinstance(hash(schematic_), int)


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("theta", r"\theta"),
        ("h1", "h_{1}"),
        ("z_1", "z_{1}"),
        ("image", r"\mathit{image}"),
        ("x_fake", r"x_{\mathrm{fake}}"),
        ("h2_sleep", r"h_{2,\mathrm{sleep}}"),
        ("theta_x", r"\theta_{x}"),
        ("phi1_0", r"\phi_{1,0}"),
        ("z_{t-1}", "z_{t-1}"),
    ],
)
def test_what_follows_an_underscore_is_one_index_in_latex(name: str, latex: str) -> None:
    assert latex_name(name) == latex
