"""The note to hand out: every part is there, it is plain ASCII, and nothing in it stays open."""

from __future__ import annotations

import re

import pytest

from schematic.graph.schematic import Schematic
from schematic.objective.printing.article import write_article, write_steps
from schematic.objective.printing.latex_words import write_formula, write_sentence
from schematic.objective.printing.markdown import write_markdown
from schematic.objective.printing.markdown import write_steps as write_markdown_steps
from schematic.objective.printing.papers import papers, write_bibliography
from schematic.objective.rule import derive
from schematic.objective.steps import derivation
from schematic.pipeline import parse
from schematic.render import render
from tests.golden import check_golden
from tests.objective.programs import ALL, GOLDEN, ZOO
from tests.objective.specs import objective_of


def zoo(name: str) -> Schematic:
    return parse(ZOO[name])


def note(name: str) -> str:
    return write_article(derive(zoo(name)), render(zoo(name), "tex").decode())


@pytest.mark.parametrize("name", ["gan", "vae"])
def test_the_note(name: str) -> None:
    check_golden(GOLDEN / f"{name}-note.tex", note(name))


@pytest.mark.parametrize("name", ["gan", "aavae", "helmholtz", "diffusion-chain", "realnvp"])
def test_every_part_is_there(name: str) -> None:
    text, objective = note(name), derive(zoo(name))
    assert text.count(r"\begin{tikzpicture}") == 1 and "documentclass[tikz" not in text
    for word in ("drawing", "What each player maximises", "How it follows", "Who learns what"):
        assert rf"\section*{{{word}}}" in text or word in text
    assert text.count(r"  \item \emph{") == len(derivation(objective))
    assert text.count("The loss, which is minimised, is") == len(objective.players)
    cited = set(re.findall(r"\\cite(?:\[[^\]]*\])?\{(\w+)\}", text))
    assert "Hu2018" in cited
    assert cited == set(re.findall(r"\\bibitem\{(\w+)\}", text))


@pytest.mark.parametrize("name", ALL)
def test_a_derivation_in_latex_is_closed(name: str) -> None:
    text = write_steps(objective_of(ALL[name]))
    assert text.isascii() and "?" not in text
    plain = text.replace(r"\{", "").replace(r"\}", "").replace(r"\$", "")
    assert plain.count("{") == plain.count("}")
    assert all(line.count("$") % 2 == 0 for line in plain.splitlines())


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("so −KL(q(z|x) ‖ p(z)) matches z", r"so $-\mathrm{KL}(q(z|x) \| p(z))$ matches $z$"),
        ("φ maximises E[log q(y|x)]", r"$\phi$ maximises $\mathbb{E}[\log q(y|x)]$"),
        ("with probability ½; divide", r"with probability $\tfrac{1}{2}$; divide"),
        ("z follows `x ..> z ~ E[η]`", r"$z$ follows \texttt{x ..\textgreater{} z "),
        ("100% of A & B_c", r"100\% of A \& B\_c"),
        ("KL(q(z_t|z_{t-1})) counts", r"$\mathrm{KL}(q(z_{t}|z_{t-1}))$ counts"),
        ("through z_{t-1}.", r"through $z_{t-1}$."),
        ("an open bracket: q(z", "an open bracket: q($z$"),
        (r"`\input{x}`", r"\texttt{\textbackslash{}input\{x\}}"),
    ],
)
def test_sentences(text: str, latex: str) -> None:
    assert write_sentence(text, {"z"}).startswith(latex)


def test_a_sum_over_copies_has_its_limits() -> None:
    assert write_formula("Σ_{t=1}^{8} p(x_a_{t})").startswith(r"\sum_{t=1}^{8} p(x_{a,t})")


def test_a_node_named_a_is_not_the_article() -> None:
    assert write_sentence("a is a root; from a", {"a"}) == "$a$ is a root; from $a$"


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("= F_θ⁻¹(x)", r"= F_{\theta}^{-1}(x)"),
        ("log p(h1_sleep)", r"\log p(h_{1,\mathrm{sleep}})"),
        ("w̃_k qʳ(y=fake|x)", r"\tilde{w}_{k} q^{r}(y=\mathrm{fake}|x)"),
        ("‖ε − E(x_t, t)‖²", r"\|\epsilon - E(x_{t}, t)\|^{2}"),
        ("cos(πt/2)", r"\mathrm{cos}(\pi t/2)"),
        (r"\input{x}", r"\backslash \mathrm{input}\{x\}"),
    ],
)
def test_formulas(text: str, latex: str) -> None:
    assert write_formula(text) == latex


def test_every_paper_can_be_cited() -> None:
    text = "\n".join(write_bibliography(papers()))
    assert text.isascii() and text.count("{") == text.count("}")
    assert all({"author", "title", "year"} <= set(paper) for paper in papers().values())
    assert r"Miko{\l}aj Bi\'{n}kowski" in text


@pytest.mark.parametrize("name", ["gan", "aavae", "ae", "iwae"])
def test_markdown_has_every_player_and_step(name: str) -> None:
    objective = derive(zoo(name))
    text = write_markdown(objective)
    assert text.count("\n## ") == len(objective.players)
    assert text.count("$$\n") % 2 == 0 and "\n| `" in text
    assert not re.search(r": (?:There|No) ", text)  # a sentence does not begin behind a colon
    steps = write_markdown_steps(objective).splitlines()
    assert len(steps) == len(derivation(objective))
