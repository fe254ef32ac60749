"""Hover: an arrow's reading, law and terms; nodes, nets and groups; words; findings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schematic.constructors import CONSTRUCTORS, ROWS
from schematic.families import FAMILIES
from schematic.graph.attributes import ATTRIBUTES, SPELLED
from schematic.graph.schematic import Schedule
from schematic.service import Document
from schematic.service.contributions import Part, contributions
from schematic.service.questions.hover import hover
from schematic.service.table import Kind
from schematic.service.words import KEYWORDS, ROOMS_OF, SCHEDULES, TYPES, meaning
from schematic.syntax.parse import lexer
from schematic.syntax.tree import FactorLine
from tests.service.zoo import SPECS, place, spec


def said(document: Document, text: str, of: int = 0) -> str:
    """What is said of the first place of a text."""
    found = hover(document, place(document, text, of))
    assert found is not None
    return found.text


def test_an_arrow_says_how_it_is_read_and_what_learns_from_it() -> None:
    document = spec("gan")
    dashed, red = said(document, "..|>", 1), said(document, "-!>", 1)
    assert "dashed, hollow head" in dashed and "x = G_θ(z)" in dashed
    assert "**θ**: `log qʳ(y=fake|x_fake)`, reads what is sampled here" in dashed
    assert "reaches G through x_fake" in dashed
    assert "q(y|x) = Bernoulli(D_φ(x))" in red
    assert "**φ**: `log q(y=real|x)`, adversarial" in red


def test_a_node_says_its_law_its_values_and_its_terms() -> None:
    text = said(spec("vae"), "z ->")
    assert "latent z : real[d] ~ Normal(0, 1)" in text
    assert "values: `real[16]`" in text and "inferred by `x ..> z" in text
    assert "`KL(q(z|x) ‖ p(z))`, closed form; reaches E" in text


def test_a_net_says_its_ends_its_layers_and_who_trains_it() -> None:
    text = said(Document.of(SPECS["vae"].replace("x : unit", "x : unit[1, 28, 28]")), "E[")
    assert "`unit[1, 28, 28]` → `real[16]`, 2 of them" in text
    assert "nn.Linear(784, 400)" in text and "Trained by θ,η" in text


def test_terms_of_alike_copies_are_one() -> None:
    text = said(spec("deep-kalman"), "->  x[t]", 1)
    assert "`log p(x_t|z_t)` (t = 1, …, 8)" in text


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_term_comes_from_some_arrow_and_every_arrow_takes_part(name: str) -> None:
    document = spec(name)
    objective = document.objective
    assert objective is not None
    factors = document.examination.schematic.factors
    spans = {factor.span for factor in factors if not factor.attributes.degenerate}
    found = {span: contributions(objective, span)[0] for span in spans}
    laws = [
        contributions(objective, n.span)[0] for n in document.examination.schematic.nodes.values()
    ]
    given = {c.player for each in (*found.values(), *laws) for c in each if c.part is Part.GIVES}
    assert given == {player.name for player in objective.players}
    warned = {f.span for f in document.findings}
    for span, terms in found.items():
        assert terms or any(span.start <= w.start <= span.end for w in warned if w)


def test_a_text_with_errors_says_what_is_known_and_explains_the_error() -> None:
    lines = "latent z : real[2] ~ Norml(0, 1)", "z ->", "visible x : unit ~ data", "z -> x ~ G[θ]"
    document = Document.of("\n".join(lines))
    assert "solid, filled head" in said(document, "-> x", 1)
    assert "visible x : unit ~ data" in said(document, "x ~")
    assert "SGM203" in said(document, "Norml", 2)
    assert "SGM101" in said(document, "z ->\n", 4)


def test_while_a_line_is_typed_the_others_keep_their_terms() -> None:
    text = said(Document.of(SPECS["gan"] + "x -> "), "-!>", 1)
    assert "In the objective of the lines that parse" in text and "`log q(y=real|x)`" in text
    assert "objective" not in said(Document.of(SPECS["gan"].replace("= G[θ]", "= ")), "-!>", 1)


def test_attributes_options_and_rules_say_what_they_take() -> None:
    assert "Takes a number ≥ 0" in said(spec("beta-vae"), "beta =")
    net = Document.of("net G = conv(8, kernel = 5)\n")
    assert "Takes a whole number from 1 to 99." in said(net, "kernel")
    assert "All values of the node" in said(spec("gmvae"), "sum}")
    rewrite = Document.of('model A = swap processes in "gan.sgm"\n')
    assert "`swap processes`: " in said(rewrite, "swap")


def test_every_word_of_the_language_has_a_meaning() -> None:
    assert set(KEYWORDS) == set(lexer().keywords)
    assert set(SCHEDULES) == {schedule.value for schedule in Schedule}
    words = [(Kind.KEYWORD, word, "") for word in KEYWORDS]
    words += [(Kind.TYPE, word, "") for word in TYPES]
    words += [(Kind.FAMILY, word, "") for word in FAMILIES]
    words += [(Kind.CONSTRUCTOR, word, "") for word in CONSTRUCTORS]
    words += [(Kind.ATTRIBUTE, word, "") for word in ATTRIBUTES if word not in SPELLED]
    words += [(Kind.OPTION, word, "") for word in ROWS]
    words += [(Kind.WORD, word, of) for of in ROOMS_OF for word in ATTRIBUTES[of].words]
    for kind, word, of in words:
        assert meaning(kind, word, of).strip(), f"{kind} {word} {of}"


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(sorted(SPECS)), st.integers(0), st.integers(0, 60))
def test_hover_answers_anywhere_in_any_text(name: str, at: int, cut: int) -> None:
    text = SPECS[name]
    start = at % (len(text) + 1)
    broken = Document.of(text[:start] + text[start + cut :])
    for offset in (start, start // 2, len(broken.text)):
        found = hover(broken, min(offset, len(broken.text)))
        assert found is None or (found.text and found.span.start <= offset)


def test_a_sign_is_explained_where_a_child_follows_it() -> None:
    document = spec("gan")
    assert "hollow" in said(document, "= G[")
    assert hover(document, place(document, "= mlp")) is None
    assert any(isinstance(s, FactorLine) for s in document.tree.statements)
