"""A loss of pairs has as many fake as real examples."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor
from schematic.objective.copies import copies_of
from schematic.objective.terms import Contrast, Objective


@page("SGM416")
def unequal_sides(game: Factor, real: int, fake: int) -> Diagnostic:
    """A loss of pairs whose sides are not equally many.

    `loss = relativistic` sets a real and a fake example beside each other, row by row. An arrow
    with `samples = k` draws k examples for each row of the batch, and one with
    `gradient = enumerate` has all values for each, so one side is several times as long.
    """
    message = f"`loss = {game.attributes.loss}` pairs rows, and its sides are not equally many"
    cause = f"a row of the batch has {real} real and {fake} fake {', '.join(game.parents)}"
    which = "`samples` and `gradient = enumerate`"
    cure = f"remove {which} from the arrows that draw what is judged, or take another `loss`"
    about = (*game.parents, "..>")
    return Diagnostic("SGM416", message, game.arrow_span, cause, cure, about=about)


def check(objective: Objective) -> Iterator[Diagnostic]:
    """A finding for each game of pairs whose sides differ in size."""
    bodies = (term.body for player in objective.players for term in player.terms)
    seen = set[Factor]()
    for body in bodies:
        if isinstance(body, Contrast) and body.factor not in seen:
            copies = copies_of(objective)
            real, fake = (max(copies[n] for n in side) for side in (body.real, body.fake))
            if real != fake:
                seen.add(body.factor)
                yield unequal_sides(body.factor, real, fake)
