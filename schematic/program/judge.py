"""The games of one player: which examples a discriminator judges together, and what is paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from schematic.families.games import GAMES
from schematic.graph import Factor
from schematic.objective.notation import label_of
from schematic.objective.terms import Penalty, Term, Verdict
from schematic.program.ops import Evaluate, Price, Prices, SlopePenalty, Split, Stacked, Use

if TYPE_CHECKING:
    from schematic.program.player import PlayerPlan

Verdicts = Sequence[tuple[Term, Verdict]]
"""Terms of one game with their bodies."""


def plan_games(player: PlayerPlan, terms: Sequence[Term]) -> None:
    """Add the verdicts and penalties of a player, game by game."""
    verdicts = [(term, term.body) for term in terms if isinstance(term.body, Verdict)]
    for game in dict.fromkeys(verdict.factor for _, verdict in verdicts):
        _verdicts(player, game, [each for each in verdicts if each[1].factor == game])
    for term in terms:
        if isinstance(term.body, Penalty):
            _penalty(player, term, term.body)


def _verdicts(player: PlayerPlan, game: Factor, terms: Verdicts) -> None:
    """One call for all batches of a net of ours; one each for a user's (it may use batch norm)."""
    net = game.law.nets[0].net
    names = [f"{net.lower()}_{'_'.join(verdict.given)}" for _, verdict in terms]
    batches = [_judged(player, verdict.given, term, game) for term, verdict in terms]
    frozen = () if game.law.nets[0].group in player.owned else (net,)
    if len(terms) == 1 or net in player.shared.bound:
        logits = [player.names(name) for name in names]
        for logit, batch in zip(logits, batches, strict=True):
            player.ops.append(Evaluate((logit,), net, batch, 1, freeze=frozen))
        player.summands.extend(_prices(player, terms, logits))
        return
    both = player.names(net.lower())
    stacked = tuple(map(Stacked, zip(*batches, strict=True)))
    player.ops.append(Evaluate((both,), net, stacked, 1, freeze=frozen))
    lengths = tuple(_as_long_as(batch) for batch in batches)
    if prices := _price_of_both(player, terms, both, lengths[0]):
        player.summands.append(prices)
        return
    logits = [player.names(name) for name in names]
    player.ops.append(Split(tuple(logits), both, lengths))
    player.summands.extend(_prices(player, terms, logits))


def _as_long_as(batch: tuple[Use, ...]) -> str:
    """A variable that is as long as a batch."""
    return next(use.name for use in batch if use.copies == 1)


def _prices(player: PlayerPlan, terms: Verdicts, logits: Sequence[str]) -> Iterator[Price]:
    """What is paid for each verdict."""
    for (term, verdict), logit in zip(terms, logits, strict=True):
        template = GAMES[verdict.factor.attributes.loss].price(
            verdict.label, reverse=verdict.reverse
        )
        label = label_of(player.shared.objective, verdict)
        yield Price(label, float(term.weight) * term.scale, template, logit)


def _price_of_both(player: PlayerPlan, terms: Verdicts, logits: str, first: str) -> Prices | None:
    """What is paid for a real and a fake verdict at once, where the game has a kernel for it."""
    verdict = terms[0][1]
    kernel = GAMES[verdict.factor.attributes.loss].both
    paid = [(label_of(player.shared.objective, v), float(t.weight) * t.scale) for t, v in terms]
    said = {v.label != v.reverse for _, v in terms}
    if kernel is None or len(terms) != 2 or len(set(paid)) != 1 or len(said) != 2:
        return None
    label, coefficient = paid[0]
    return Prices(
        label, 2 * coefficient, kernel, logits, first, int(verdict.label != verdict.reverse)
    )


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
