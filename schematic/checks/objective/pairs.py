"""A loss of pairs has as many fake as real examples."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor
from schematic.objective.terms import Contrast, Objective


@page("SGM416")
def unequal_sides(game: Factor, real: int, fake: int) -> Diagnostic:
    """A loss of pairs whose sides are not equally many.

    `loss = relativistic` sets a real and a fake example beside each other, row by row. An arrow
    with `samples = k` draws k examples for each row of the batch, so one side is k times as long.
    """
    message = f"`loss = {game.attributes.loss}` pairs rows, and its sides are not equally many"
    cause = f"a row of the batch has {real} real and {fake} fake {', '.join(game.parents)}"
    cure = "remove `samples` from the arrows that draw what is judged, or take another `loss`"
    about = (*game.parents, "..>")
    return Diagnostic("SGM416", message, game.arrow_span, cause, cure, about=about)


def check(objective: Objective) -> Iterator[Diagnostic]:
    """A finding for each game of pairs whose sides differ in size."""
    bodies = (term.body for player in objective.players for term in player.terms)
    seen = set[Factor]()
    for body in bodies:
        if isinstance(body, Contrast) and body.factor not in seen:
            real, fake = (_copies(objective, side) for side in (body.real, body.fake))
            if real != fake:
                seen.add(body.factor)
                yield unequal_sides(body.factor, real, fake)


def _copies(objective: Objective, names: Sequence[str]) -> int:
    """How many examples some draws have for each row of the batch."""
    copies: dict[str, int] = {}
    for draw in objective.draws:
        own = draw.factor.attributes.samples if draw.factor and draw.is_sampled else 1
        copies[draw.name] = own * max((copies[name] for name in draw.given), default=1)
    return max(copies[name] for name in names)
