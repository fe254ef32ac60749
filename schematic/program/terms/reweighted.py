"""A reweighted density as operations: what its parts cost at each draw, then one kernel."""

from __future__ import annotations

from dataclasses import replace

from schematic.objective.terms import Reweighted, Term
from schematic.program.ops import Evaluate, Op, Use
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Reweighted(Lowering[Reweighted]):
    def lower(self, player: PlayerPlan, term: Term, body: Reweighted) -> None:
        below = body.scored[0].negative
        sides: tuple[list[Use], list[Use], list[Use]] = ([], [], [])
        for part in body.parts:
            side = 0 if part in body.scored else 1 if part.negative == below else 2
            before = len(player.ops)
            costs = player.costs_of(replace(part, learns=term.learns))
            if side:  # it goes into the weights alone, which carry no gradient
                player.ops[before:] = map(_without_gradient, player.ops[before:])
            sides[side].extend(Use(c.value, copies=body.samples // c.copies) for c in costs)
        options = (
            ("samples", body.samples),
            ("scored", len(sides[0])),
            ("side", len(sides[0]) + len(sides[1])),
            ("sign", -1 if below else 1),
        )
        arguments = tuple(use for side in sides for use in side)
        value = player.call("reweighted", "reweighted_nll", arguments, options=options)
        player.pay(term, value, 1)


def _without_gradient(op: Op) -> Op:
    return replace(op, freeze=(), no_grad=True) if isinstance(op, Evaluate) else op


ROOM = _Reweighted()
