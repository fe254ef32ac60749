"""The games of one player: which examples a discriminator judges together, and what is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schematic.families.games import GAMES
from schematic.graph import Factor
from schematic.objective.notation import label_of
from schematic.objective.terms import Penalty, Term, Verdict
from schematic.program.ops import Judge, Price, SlopePenalty, Use

if TYPE_CHECKING:
    from schematic.program.player import PlayerPlan


def plan_games(player: PlayerPlan, terms: Sequence[Term]) -> None:
    """Add the verdicts and penalties of a player, game by game."""
    for game in dict.fromkeys(t.body.factor for t in terms if isinstance(t.body, Verdict)):
        verdicts = [t for t in terms if isinstance(t.body, Verdict) and t.body.factor == game]
        _verdicts(player, game, verdicts)
    for term in terms:
        if isinstance(term.body, Penalty):
            _penalty(player, term, term.body)


def _verdicts(player: PlayerPlan, game: Factor, terms: Sequence[Term]) -> None:
    """One call for all batches of a net of ours; one each for a user's (it may use batch norm)."""
    net = game.law.nets[0].net
    batches: list[tuple[Use, ...]] = []
    logits: list[str] = []
    for term in terms:
        assert isinstance(term.body, Verdict)
        batches.append(_judged(player, term.body.given, term, game))
        logits.append(player.names(f"{net.lower()}_{'_'.join(term.body.given)}"))
    frozen = () if game.law.nets[0].group in player.owned else (net,)
    by_data = any(_origin_branch(player, u) for batch in batches for u in batch)
    joined = len(batches) > 1 and net not in player.shared.bound
    equal = not by_data and len({tuple(u.copies for u in batch) for batch in batches}) == 1
    player.ops.append(Judge(tuple(logits), net, tuple(batches), frozen, joined, equal))
    row = GAMES[game.attributes.loss]
    for term, logit in zip(terms, logits, strict=True):
        assert isinstance(term.body, Verdict)
        template = row.price(term.body.label, reverse=term.body.reverse)
        label = label_of(player.shared.objective, term.body)
        player.summands.append(Price(label, float(term.weight) * term.scale, template, logit))


def _origin_branch(player: PlayerPlan, use: Use) -> bool:
    """Whether a value comes from a data set that y picks, which may have a size of its own."""
    stack = [player.shared.by_variable[use.name]]
    while stack:
        draw = stack.pop()
        if draw.branch is not None:
            return True
        stack.extend(player.shared.draws[name] for name in draw.given)
    return False


def _judged(
    player: PlayerPlan, given: tuple[str, ...], term: Term, game: Factor
) -> tuple[Use, ...]:
    copies = max(player.shared.copies[name] for name in given)
    uses = tuple(player.use(name, term, copies) for name in given)
    if game.law.nets[0].net in player.shared.bound:
        return uses
    return tuple(player.shared.spelled(u, p) for u, p in zip(uses, game.parents, strict=True))


def _penalty(player: PlayerPlan, term: Term, body: Penalty) -> None:
    net = body.factor.law.nets[0].net
    real = _judged(player, body.real, term, body.factor)
    fake = _judged(player, body.fake, term, body.factor)
    pairs = zip(real, fake, strict=True)
    classes = tuple(r.classes if r.classes == f.classes else 0 for r, f in pairs)
    player.summands.append(
        SlopePenalty(
            label=label_of(player.shared.objective, body),
            coefficient=float(term.weight) * term.scale,
            net=net,
            real=tuple(_raw(u, k) for u, k in zip(real, classes, strict=True)),
            fake=tuple(_raw(u, k) for u, k in zip(fake, classes, strict=True)),
            classes=classes,
            mix=Use(player.shared.mixes[body.factor]),
        )
    )


def _raw(use: Use, classes: int) -> Use:
    """The value without its one-hot form, where the net's call spells it out."""
    return replace(use, classes=0) if classes else use
