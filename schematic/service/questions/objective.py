"""Document → what each of its players maximises, term by term, and which arrows that comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from schematic.graph import Factor
from schematic.graph.names import greek
from schematic.objective import Objective
from schematic.objective.printing.counted import counted
from schematic.objective.printing.forms import conventional
from schematic.objective.printing.loss import loss_of
from schematic.objective.printing.objective_report import (
    PlayerReport,
    TermReport,
    make_long_report,
    make_report,
)
from schematic.objective.printing.reformulate import Reformulation
from schematic.objective.printing.symbols import latex_law, print_latex, print_text, text_law
from schematic.objective.readings import ancestry, arrow_of
from schematic.objective.terms import Player, Term
from schematic.service.document import Document
from schematic.service.page_answers import (
    DrawAnswer,
    Formula,
    Minimised,
    ObjectiveAnswer,
    PlayerAnswer,
    TermAnswer,
    Where,
)
from schematic.service.question import Asked, Question

MOST_TERMS = 24
"""A player's terms that are told. On a chain each names all that is sampled before it, so that 300
terms have megabytes, which nobody reads and no browser shows."""


def objective_answer(document: Document) -> ObjectiveAnswer | None:
    """What each player maximises, or None where the text has errors."""
    objective = document.objective
    if objective is None:
        return None
    shown = replace(objective, players=tuple(map(_beginning, objective.players)))
    report, long = make_report(shown), make_long_report(shown)
    players = zip(objective.players, shown.players, report.players, long.players, strict=True)
    return ObjectiveAnswer(
        reading=report.reading,
        draws=tuple(DrawAnswer(*each) for each in report.draws),
        players=tuple(_player(objective, *each) for each in players),
    )


def _beginning(player: Player) -> Player:
    """A player with its first terms only."""
    return replace(player, terms=player.terms[:MOST_TERMS])


def _player(
    objective: Objective, whole: Player, player: Player, report: PlayerReport, long: PlayerReport
) -> PlayerAnswer:
    shown, more = report.conventional, len(whole.terms) - len(player.terms)
    return PlayerAnswer(
        name=greek(player.name),
        nets=player.nets,
        steps=player.steps,
        maximises=Formula(print_text(shown), print_latex(shown)),
        minimises=None if more else _minimised(report.reformulated),
        no_form="" if more else report.no_form,
        loss=report.loss,
        terms=tuple(
            _term(objective, player, term, told)
            for term, told in zip(counted(player).terms, long.terms, strict=True)
        ),
        cuts=report.cuts,
        after=report.after,
        constants=tuple(f"{at}: {why}" for at, why in report.constants),
        more=more,
    )


def _minimised(form: Reformulation | None) -> Minimised | None:
    if form is None:
        return None
    where = tuple(
        Where(
            text_law(each.left),
            " ".join(map(text_law, each.right)),
            rf"{latex_law(each.left)} \propto {' '.join(map(latex_law, each.right))}",
        )
        for each in form.definitions
    )
    shown = form.minimised
    return Minimised(print_text(shown), print_latex(shown), form.source, form.note, where)


def _term(objective: Objective, player: Player, term: Term, told: TermReport) -> TermAnswer:
    alone = replace(player, terms=(term,))
    shown = conventional(objective, alone)
    read = [*term.body.reads, *(term.weigher.given if term.weigher else ())]
    behind = ancestry(objective, read)
    made = (arrow_of(draw) for draw in objective.draws if draw.name in behind)
    sources = [s for s in term.sources if isinstance(s, Factor)]
    sources += [term.weigher.factor] if term.weigher else []
    return TermAnswer(
        label=told.name,
        latex=print_latex(shown),
        text=print_text(shown),
        loss=loss_of(objective, alone),
        sign=term.sign,
        factors=_places(objective, sources),
        along=_places(objective, (arrow for arrow in made if arrow is not None)),
        nodes=tuple(dict.fromkeys(objective.draw(name).node for name in read)),
        estimator=told.estimator,
        reaches=told.reaches,
    )


def _places(objective: Objective, arrows: Iterable[Factor]) -> tuple[int, ...]:
    """The places of some arrows in order of appearance."""
    wanted = {arrow.backwards_of or arrow for arrow in arrows}
    return tuple(at for at, f in enumerate(objective.schematic.factors) if f in wanted)


def _ask(document: Document, asked: Asked) -> ObjectiveAnswer | None:
    return objective_answer(document)


QUESTION = Question("objective", _ask)
