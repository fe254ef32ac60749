"""Document → what `sgm verify` compares of each player, in words."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph.names import greek
from schematic.objective import Objective
from schematic.objective.printing.loss import loss_of
from schematic.objective.printing.reformulate import reformulated
from schematic.objective.printing.symbols import print_text
from schematic.objective.terms import Player
from schematic.service.document import Document
from schematic.service.page_answers import PlayerProof, ProofRow
from schematic.service.question import Asked, Question


def receipt(document: Document) -> tuple[PlayerProof, ...] | None:
    """What is compared, or None where the text has errors.

    The numbers come from `sgm verify`, which needs torch; this says what they will be about.
    """
    objective = document.objective
    if objective is None:
        return None
    return tuple(
        PlayerProof(greek(player.name), tuple(_rows(objective, player)))
        for player in objective.players
    )


def _rows(objective: Objective, player: Player) -> Iterator[ProofRow]:
    name = greek(player.name)
    yield ProofRow(
        f"{name}: the derived objective and its gradient are the paper's formula, read off the "
        "drawing a second time and enumerated on small spaces",
        "the rule",
    )
    yield ProofRow(f"{name}: no gradient leaves {', '.join(player.nets)}", "gradient routing")
    form = reformulated(objective, player)
    if form is not None:
        text = f"{name}: the same gradient is that of {print_text(form.minimised)}"
        yield ProofRow(text, form.source)
    text = f"{name}: the emitted PyTorch computes {loss_of(objective, player)}"
    yield ProofRow(f"{text}, for every value of the base noise", "the emitted source")


def _ask(document: Document, asked: Asked) -> tuple[PlayerProof, ...] | None:
    return receipt(document)


QUESTION = Question("receipt", _ask)
