r"""Objective and a picture → a note of LaTeX, about two pages, to hand out.

It needs only what every installation of LaTeX has: amsmath, amssymb, geometry and, where there is a
picture, TikZ.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schematic.graph.latex_text import write_text
from schematic.graph.names import greek
from schematic.objective.printing.latex import write_player, write_reading
from schematic.objective.printing.latex_words import write_formula, write_sentence
from schematic.objective.printing.objective_report import PlayerReport, Report, make_report
from schematic.objective.printing.papers import KEY, papers, write_bibliography
from schematic.objective.steps import derivation
from schematic.objective.terms import Objective

RULE = "Hu2018"
"""The paper that the rule of the derivation is of."""
CITED = re.compile(rf"\[({KEY.pattern})(?:, ([^\]]*))?\]")


def write_article(objective: Objective, picture: str = "") -> str:
    """A whole document: the drawing, the objectives in both forms, the steps, who learns what.

    Args:
        objective: of the model.
        picture: the drawing as a whole document of TikZ, or "" for none.
    """
    report = make_report(objective)
    body = _cite("\n".join(_body(objective, report, picture)))
    keys = list(dict.fromkeys([RULE, *re.findall(r"\\cite(?:\[[^\]]*\])?\{(\w+)\}", body)]))
    lines = [
        r"\documentclass[11pt]{article}",
        r"\usepackage[margin=2.2cm]{geometry}",
        r"\usepackage{amsmath,amssymb}",
        *_preamble(picture),
        r"\sloppy",
        rf"\title{{{_title(report)}}}",
        r"\author{}",
        r"\date{}",
        r"\begin{document}",
        r"\maketitle",
        body,
        *write_bibliography(keys),
        r"\end{document}",
        "",
    ]
    return "\n".join(lines)


def write_steps(objective: Objective) -> str:
    """The derivation as a numbered list."""
    names = _names(objective)
    lines = [r"\begin{enumerate}"]
    for step in derivation(objective):
        rule = write_sentence(step.rule.lstrip("0123456789 "), ())
        lines.append(rf"  \item \emph{{{rule}}}: {write_sentence(step.text, names)}.")
    return "\n".join([*lines, r"\end{enumerate}"])


def _body(objective: Objective, report: Report, picture: str) -> Iterator[str]:
    names = _names(objective)
    yield r"\section*{The drawing}"
    if picture:
        yield r"\begin{center}"
        yield _tikz(picture)
        yield r"\end{center}"
    yield write_reading(objective)
    yield r"One rule gives the objectives: sample along the dashed arrows, score along the solid"
    yield rf"ones, and match every inferred node to its own law [{RULE}]. These values are drawn:"
    yield r"\begin{center}"
    yield r"\begin{tabular}{lll}"
    for name, law, origin in report.draws:
        cells = f"${write_formula(name)}$", f"${write_formula(law)}$", write_sentence(origin, names)
        yield f"  {' & '.join(cells)} " + r"\\"
    yield r"\end{tabular}"
    yield r"\end{center}"
    yield r"\section*{What each player maximises}"
    for player in report.players:
        yield from write_player(player)
        yield "\n\\medskip"
    yield r"\section*{How it follows}"
    yield write_steps(objective)
    yield r"\section*{Who learns what}"
    nets = {net for player in report.players for net in player.nets}
    for player in report.players:
        yield from _learning(player, names | nets)
        yield ""


def _learning(player: PlayerReport, names: frozenset[str]) -> Iterator[str]:
    """Yield what is computed, what each term reaches, where gradients are cut, and constants."""
    yield rf"\paragraph{{${write_formula(player.name.replace(',', ', '))}$}}"
    yield r"The loss, which is minimised, is"
    yield rf"\[ {_broken(player.loss)} \]"
    yield r"\begin{itemize}"
    for term in player.terms:
        estimator = write_sentence(term.estimator, names)
        reaches = write_sentence(term.reaches, names)
        yield rf"  \item ${write_formula(term.at)}$: {estimator}; reaches {reaches}."
    for cut in player.cuts:
        yield rf"  \item {write_sentence(cut, names)}."
    for name, why in player.constants:
        yield rf"  \item ${write_formula(name)}$ is constant: {write_sentence(why, names)}."
    yield r"\end{itemize}"


def _broken(loss: str) -> str:
    """A long sum over several lines, and a stop."""
    parts = re.split(r" (?=[+−] )", loss)
    lines: list[str] = [""]
    for part in parts:
        if len(lines[-1]) + len(part) > 70 and lines[-1]:
            lines.append("")
        lines[-1] += f" {part}"
    shown = [write_formula(line.strip()) for line in lines]
    shown[-1] += " ."
    if len(shown) == 1:
        return shown[0]
    return r"\begin{aligned} & " + r" \\ & ".join(shown) + r" \end{aligned}"


def _names(objective: Objective) -> frozenset[str]:
    """The nodes and the draws, and the copies of a plate at its index: `z_t`."""
    schematic = objective.schematic
    copies = (f"{greek(copy.stem)}_t" for copy in schematic.copies.values())
    return frozenset((*schematic.nodes, *(draw.name for draw in objective.draws), *copies))


def _title(report: Report) -> str:
    title = rf" \\ \large {write_text(report.title)}" if report.title else ""
    return f"{write_text(report.name)}{title}"


def _preamble(picture: str) -> list[str]:
    """What a picture needs, of its own preamble."""
    if not picture:
        return []
    libraries = re.findall(r"^\\usetikzlibrary\{.*\}$", picture, re.MULTILINE)
    return [r"\usepackage{tikz}", *libraries]


def _tikz(picture: str) -> str:
    found = re.search(r"\\begin\{tikzpicture\}.*\\end\{tikzpicture\}", picture, re.DOTALL)
    assert found is not None, "a drawing as TikZ has a tikzpicture"
    return found.group()


def _cite(text: str) -> str:
    r"""The text with `[Hu2018, eq. 6]` as `\cite[eq.~6]{Hu2018}`."""

    def cited(found: re.Match[str]) -> str:
        key, where = found[1], found[2]
        if key not in papers():
            return found.group()
        place = f"[{where.replace('. ', '.~')}]" if where else ""
        return rf"\cite{place}{{{key}}}"

    return CITED.sub(cited, text)
