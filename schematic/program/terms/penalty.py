"""A gradient penalty → operations: the discriminator's slope between real and fake."""

from __future__ import annotations

from dataclasses import replace

from schematic.objective.terms import Penalty, Term
from schematic.program.ops import Slope, Use
from schematic.program.player import PlayerPlan
from schematic.program.terms._lowering import Lowering


class _Penalty(Lowering[Penalty]):
    def lower(self, player: PlayerPlan, term: Term, body: Penalty) -> None:
        copies = player.copies(body.reads)
        pairs = list(zip(body.real, body.fake, strict=True))
        ends = [_ends(player, term, real, fake, copies) for real, fake in pairs]
        name = player.names(f"slope_{'_'.join(body.fake)}")
        net = body.factor.law.nets[0].net
        player.ops.append(
            Slope(
                name,
                net,
                real=tuple(real for real, _, _ in ends),
                fake=tuple(fake for _, fake, _ in ends),
                mix=Use(player.shared.mixes[body.factor], copies=copies),
                classes=tuple(classes for _, _, classes in ends),
                trunk=player.draws.trunk_of(net),
                freeze=player.draws.foreign(net, player.owned),
            )
        )
        player.pay(term, name, copies)


def _ends(
    player: PlayerPlan, term: Term, real: str, fake: str, copies: int
) -> tuple[Use, Use, int]:
    """Both ends of one parent, and the classes that the net's call spells out.

    Classes at both ends stay what they are, and no slope is taken along them. A class against
    probabilities is spelled out as one-hot, so that there is a way between the two.
    """
    uses = [player.use(name, term, copies) for name in (real, fake)]
    classes = [player.draws.classes_of(player.draws.draws[name]) for name in (real, fake)]
    if all(classes):
        return uses[0], uses[1], classes[0]
    first, second = (replace(u, classes=k) for u, k in zip(uses, classes, strict=True))
    return first, second, 0


ROOM = _Penalty()
