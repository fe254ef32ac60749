"""Completion: what fits a place, in statements that do not parse yet, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schematic.diagnostics import Span
from schematic.graph.attributes import ATTRIBUTES, SPELLED
from schematic.graph.names import ascii_name
from schematic.prices import PRICES
from schematic.service import Document
from schematic.service.answers import Item
from schematic.service.cursor import cursor_at
from schematic.service.offers import OFFERS
from schematic.service.questions.completion import completion
from schematic.service.snippets import plain
from schematic.service.uses import Place
from schematic.syntax.begun import begun
from schematic.syntax.tree import Arrow
from tests.service.zoo import SPECS


def offered(line: str, before: str = SPECS["infogan"]) -> dict[str, Item]:
    """What is offered at the end of a line that is typed behind a spec, by label."""
    text = f"{before}\n{line}"
    return {item.label: item for item in completion(Document.of(text), len(text)).items}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SPECS)), st.integers(0), st.booleans())
def test_what_is_offered_is_what_the_parser_takes(name: str, at: int, whole: bool) -> None:
    text = SPECS[name]
    offset = at % (len(text) + 1)
    document = Document.of(text if whole else text[:offset])
    found = completion(document, offset)
    cursor = cursor_at(document.source, offset)
    assert found.span.end == offset
    for item in found.items:
        assert cursor is not None
        written = plain(item.insert) if item.snippet else item.insert
        closing = '"' if cursor.quoted else ""
        after = text[: found.span.start] + written + closing
        state = begun(after, Span(cursor.start, len(after)))
        assert state is not None, f"{item.label!r} is refused: {after[cursor.start :]!r}"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(SPECS)), st.integers(0))
def test_what_was_written_is_among_what_is_offered(name: str, at: int) -> None:
    """At any word of the zoo that refers to something, that word is offered."""
    text = SPECS[name]
    document = Document.of(text)
    chosen = {
        "MODEL",
        "DECLARED_NODE",
        "DECLARED_LABEL",
        "DECLARED_NET",
        "DECLARED_NUMBER",
        "REWRITE",
    }
    places = [o for o in document.table.occurrences if o.use.place.name not in chosen]
    here = places[at % len(places)]
    words = re.compile(r"[\w-]*")
    items = completion(document, here.use.span.start).items
    offers = {ascii_name(words.match(plain(item.insert)).group()) for item in items}  # type: ignore[union-attr]
    assert ascii_name(here.use.text) in offers


def test_every_place_has_an_offer() -> None:
    assert set(OFFERS) == set(Place)


def test_a_line_begins_with_a_keyword_a_node_or_a_whole_statement() -> None:
    found = offered("")
    assert {"latent", "net", "x", "z"} <= found.keys()
    assert "y" not in found, "an indicator is no parent"
    assert "x ..> z ~ E[ω]" in found and found["x ..> z ~ E[ω]"].snippet
    assert found["latent"].documentation


def test_arrows_follow_parents_and_replace_the_strokes_that_were_typed() -> None:
    assert list(offered("z ")) == [arrow.value for arrow in Arrow]
    text = "latent z : real[2] ~ Normal\nz ..|"
    assert completion(Document.of(text), len(text)).span == Span(len(text) - 3, len(text))


def test_the_sign_agrees_with_the_head() -> None:
    assert list(offered("z -> x ")) == ["~"]
    assert list(offered("z ..|> x ")) == ["="]
    assert "~" not in offered("indicator u : {a, b} ")


def test_a_red_arrow_ends_in_an_indicator_first() -> None:
    assert list(offered("x -!> ")) == ["y", "z"]
    assert list(offered("x ..!> ")) == ["y"]
    assert list(offered("z -> ")) == ["x"]


def test_laws_fit_the_child() -> None:
    assert "Normal" in offered("x -> z ~ ") and "Categorical" not in offered("x -> z ~ ")
    assert "Normal" not in offered("z ..|> x = ")
    assert offered("z -> x ~ ")["G[θ]"].sort < offered("z -> x ~ ")["Normal"].sort
    assert next(iter(offered("latent h : binary[3] ~ "))) == "Bernoulli"
    assert list(offered("visible h : binary[3] ~ ")) == ["data"]
    assert list(offered("indicator v : ")) == ["{fake, real}"]
    assert "{" in offered("z -> x ~ G[θ] ")


def test_new_nets_are_called_by_what_they_do() -> None:
    nodes = "visible x : unit ~ data\nlatent z : real[2] ~ Normal\nindicator y : {fake, real}\n"
    assert list(offered("z ..|> x = ", nodes)) == ["G[θ]"]
    assert list(offered("x ..|> z = ", nodes)) == ["E[θ]"]
    assert next(iter(offered("x -!> y ~ ", nodes + "z ..|> x = G[θ]\n"))) == "D[φ]"


def test_groups_begin_with_that_of_the_net() -> None:
    assert next(iter(offered("z ..|> x = G["))) == "θ"
    assert next(iter(offered("x -!> y ~ D["))) == "φ"
    assert next(iter(offered("x -!> y ~ F["))) == "φ"
    assert set(list(offered("x -!> y ~ F["))[-3:]) == {"θ", "η", "frozen"}, "of another player"
    assert "frozen" in offered("z ..|> x = G[")


@pytest.mark.parametrize("arrow", list(Arrow))
def test_attributes_are_those_of_the_arrow(arrow: Arrow) -> None:
    sign = "=" if arrow.hollow else "~"
    found = offered(f"z {arrow.value} x {sign} G[θ] {{")
    for name, row in ATTRIBUTES.items():
        text = "visible x : unit ~ data\nlatent z : real[2] ~ Normal\nindicator y : {a, b}\n"
        value = row.words[0] if row.words else "" if row.takes == "no value" else "1"
        setting = f"{name} = {value}" if value else name
        line = f"z {arrow.value} {'y' if arrow.red else 'x'} {sign} G[θ] {{{setting}}}\n"
        codes = {finding.code for finding in Document.of(text + line).findings}
        assert (name in found) == ("SGM205" not in codes) or name in SPELLED


def test_values_fit_the_attribute() -> None:
    losses = offered("x -!> y ~ D[φ] {loss = ")
    assert losses.keys() == set(PRICES.words)
    assert "kl" in losses["kl"].documentation
    assert list(offered("x -!> y ~ D[φ] {loss = reverse-")) == list(losses)
    assert "d" in offered("x ..> z ~ E[η] {beta = ")
    assert offered("x ..> z ~ E[η] {match = kl + ").keys() == {"adversary", "mmd"}
    assert "data" in offered("z -> x ~ G[θ] {predict = ")
    assert "beta" not in offered("x ..> z ~ E[η] {beta = 2, ")


def test_what_stands_inside_a_net() -> None:
    assert offered("net H = ")["mlp"].insert == "mlp(256, 512)"
    assert {"d", "act", "norm"} <= offered("net H = mlp(64, ").keys()
    assert "act" not in offered("net H = mlp(64, act = tanh, ")
    assert "unit" not in offered("net H = mlp(act = ") and "tanh" in offered("net H = mlp(act = ")
    assert list(offered("net H = mlp(norm = ")) == ["batch", "layer", "none", "spectral"]
    assert "Q" in offered("net H = mlp(64) on ") and "H" not in offered("net H = mlp(64) on ")
    assert "R" in offered("net ", SPECS["infogan"] + "z -> x ~ R[θ]\n")


def test_data_and_conditions() -> None:
    assert {"by", "when", "or"} <= offered("visible u : unit ~ data ").keys()
    assert "by" not in offered("visible u : unit ~ data ", SPECS["vae"])
    assert list(offered("visible u : unit ~ data by ")) == ["y"]
    assert list(offered("visible u : unit ~ data when y = ")) == ["fake", "real"]
    assert list(offered("latent c : cat[3] ~ Categorical {")) == ["sum"]


def test_rewrites_and_files() -> None:
    assert "swap processes" in offered("model A = ", "")
    assert "infogan.sgm" in offered('model A = swap processes in "inf', "")
    assert not offered('model A "', "")


@pytest.mark.parametrize("line", ["# z ", "z -> x ~ Normal(0, 1.", "z z z ", "latent z = ", "é"])
def test_nothing_is_offered_where_nothing_fits(line: str) -> None:
    kept = {"é": set(offered(""))}
    assert offered(line).keys() == kept.get(line, set())


def test_copies_are_offered_with_their_index() -> None:
    found = offered("", SPECS["deep-kalman"])
    assert {"z[t]", "x[t]"} <= found.keys()
    assert "t" in offered("z[", SPECS["deep-kalman"])
    assert list(offered("x[t] -> z[t] ~ P[θ] for ", SPECS["deep-kalman"])) == ["t"]
