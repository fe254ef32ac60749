"""A gradient penalty → operations: the discriminator's slope between real and fake."""

from __future__ import annotations

from dataclasses import replace

from schematic.objective.terms import Penalty, Term
from schematic.program.ops import Slope, Use
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Penalty(Lowering[Penalty]):
    def lower(self, player: PlayerPlan, term: Term, body: Penalty) -> None:
        real, fake = (_judged(player, term, body, given) for given in (body.real, body.fake))
        pairs = zip(real, fake, strict=True)
        classes = tuple(r.classes if r.classes == f.classes else 0 for r, f in pairs)
        name = player.names(f"slope_{'_'.join(body.fake)}")
        player.ops.append(
            Slope(
                name,
                body.factor.law.nets[0].net,
                real=tuple(map(_raw, real, classes)),
                fake=tuple(map(_raw, fake, classes)),
                mix=Use(player.shared.mixes[body.factor]),
                classes=classes,
            )
        )
        player.pay(term, name, 1)


def _judged(
    player: PlayerPlan, term: Term, body: Penalty, given: tuple[str, ...]
) -> tuple[Use, ...]:
    copies = player.copies(given)
    uses = tuple(player.use(name, term, copies) for name in given)
    return player.draws.inputs(body.factor.law.nets[0].net, body.factor, uses)


def _raw(use: Use, classes: int) -> Use:
    """The value without its one-hot form, where the net's call spells it out."""
    return replace(use, classes=0) if classes else use


ROOM = _Penalty()
