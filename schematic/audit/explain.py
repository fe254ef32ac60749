"""A user's gradient and the derived terms → what differs, in the fewest words that are exact.

Explanations are tried from the simplest on: the same; the same up to a factor; terms with other
weights; terms as one known mistake writes them, throughout or in one place; two or three mistakes.
What none of them gives exactly is reported as not explained.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import torch
from torch import Tensor

from schematic.audit.bench import Bench, Measured
from schematic.audit.fit import EXACT, ONE, SURE, Fit, Near, Weight, deviation, solve
from schematic.audit.wrong_terms import Wrong, wrong_terms
from schematic.audit.wrong_terms import joined as joined_mistakes
from schematic.objective.terms import Player

MOST_PAIRS = 60
"""How many of the pairs that come nearest are looked at; and of the threes."""


@dataclass(frozen=True)
class Piece:
    """A summand of an explanation.

    Attributes:
        measured: its value and gradient.
        weight: how often it counts.
        at: the place of the term among the player's that it is, or stands for.
        wrongs: the mistakes that it holds; none for a derived term.
    """

    measured: Measured
    weight: Weight
    at: int
    wrongs: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Pieces whose sum is a user's gradient, up to the deviation."""

    pieces: tuple[Piece, ...]
    deviation: float

    @property
    def wrongs(self) -> tuple[Piece, ...]:
        """The pieces that are mistakes."""
        return tuple(piece for piece in self.pieces if piece.wrongs)


class Search:
    """Looks for the explanation of one player's gradient."""

    def __init__(self, bench: Bench, player: Player, user: Measured) -> None:
        """Take what is to be explained."""
        self.bench, self.player, self.user = bench, player, user
        self.own = bench.terms(player.terms)
        self.lengths = [each.length for each in bench.tried]
        self.target = user.of(player.nets)

    @cached_property
    def columns(self) -> list[Tensor]:
        """The gradient of each derived term in the player's nets."""
        return [measured.of(self.player.nets) for measured in self.own]

    @cached_property
    def whole(self) -> Tensor:
        """The derived gradient."""
        return sum(self.columns, self.target.new_zeros(self.target.shape))

    @cached_property
    def wrongs(self) -> list[Wrong]:
        """Every term as every known mistake writes it, measured."""
        return list(wrong_terms(self.bench, self.player))

    @cached_property
    def near(self) -> Near:
        """The first batch, on which mistakes are tried that are not yet measured on all."""
        return Near([column[0] for column in self.columns], self.target[0])

    def found(self) -> Explanation | None:
        """The simplest exact explanation, or None."""
        steps = (
            self._scaled,
            self._weighed,
            self._throughout,
            self._one,
            self._in_some_places,
            self._two,
            self._joined,
            self._three,
        )
        return next((each for step in steps for each in step()), None)

    def _scaled(self) -> Iterator[Explanation]:
        """All terms as they are, or times one number."""
        fit = self._solved([self.whole])
        if fit and fit.deviation <= EXACT:
            yield self._explained([fit.weights[0]] * len(self.own), fit)

    def _weighed(self) -> Iterator[Explanation]:
        """All terms, each with a weight of its own."""
        fit = self._solved(self.columns)
        if fit and fit.deviation <= EXACT:
            yield self._explained(list(fit.weights), fit)

    def _throughout(self) -> Iterator[Explanation]:
        """One mistake, made wherever it can be made in this loss."""
        found = []
        for kin, group in self._kin().items():
            places = {wrong.at for wrong in group}
            if len(places) < 2 or len(group) > len(places):
                continue
            if not self.near.explains(places, [torch.stack([w.first for w in group]).sum(0)]):
                continue
            rest = [at for at in range(len(self.own)) if at not in places]
            together = sum((w.column for w in group), self.target.new_zeros(self.target.shape))
            fit = self._solved([together, *(self.columns[at] for at in rest)])
            if fit and fit.deviation <= EXACT and fit.weights[0].is_positive:
                wrong = [self._piece(each, fit.weights[0]) for each in group]
                kept = [self._own(at, w) for at, w in zip(rest, fit.weights[1:], strict=True)]
                order = (_oddness([*kept, *wrong]), group[0].order)
                found.append((order, kin, Explanation((*kept, *wrong), fit.deviation)))
        yield from (each for _, _, each in sorted(found, key=lambda f: f[:2]))

    def _kin(self) -> Mapping[str, list[Wrong]]:
        groups: dict[str, list[Wrong]] = {}
        for wrong in self.wrongs:
            if wrong.variant.kin:
                groups.setdefault(wrong.variant.kin, []).append(wrong)
        return groups

    def _one(self) -> Iterator[Explanation]:
        """One mistake in one place: in the place of its term, or beside it."""
        found = []
        for number, wrong in enumerate(self.wrongs):
            for explanation in self._with([wrong]):
                found.append((_oddness(explanation.pieces), wrong.order, number, explanation))
        yield from (each for *_, each in sorted(found, key=lambda f: f[:3]))

    def _in_some_places(self) -> Iterator[Explanation]:
        """One mistake, made in some of the places where it can be made in this loss.

        Each such term is taken twice, as derived and as written wrong, and counts once.
        """
        found = []
        for kin, group in self._kin().items():
            wrongs = {wrong.at: wrong for wrong in group if self._is_another(wrong)}
            if len(wrongs) < 2 or len(group) > len({wrong.at for wrong in group}):
                continue
            if not self.near.explains((), [wrong.first for wrong in wrongs.values()]):
                continue
            fit = self._solved([*self.columns, *(wrong.column for wrong in wrongs.values())])
            if fit is None or fit.deviation > SURE:
                continue
            own, others = fit.weights[: len(self.own)], fit.weights[len(self.own) :]
            made = {at: w for at, w in zip(wrongs, others, strict=True) if not w.is_zero}
            if not all(own[at].is_zero and w.is_positive for at, w in made.items()):
                continue
            pieces = [self._own(at, w) for at, w in enumerate(own) if at not in made]
            pieces += [self._piece(wrongs[at], w) for at, w in made.items()]
            order = (_oddness(pieces), group[0].order)
            found.append((order, kin, Explanation(tuple(pieces), fit.deviation)))
        yield from (each for _, _, each in sorted(found, key=lambda f: f[:2]))

    def _is_another(self, wrong: Wrong) -> bool:
        """Whether a mistake changes the gradient of its term."""
        right = self.columns[wrong.at][0]
        return deviation(wrong.first[None], right[None]) > EXACT

    def _two(self) -> Iterator[Explanation]:
        """Two mistakes."""
        yield from self._several(self.near.pairs(self._firsts, MOST_PAIRS))

    def _joined(self) -> Iterator[Explanation]:
        """Two mistakes, both made throughout, so that terms hold both."""
        for joined in joined_mistakes(self.bench, self.player, self.wrongs):
            if not self.near.explains(joined.firsts, list(joined.firsts.values())):
                continue
            measured = joined.measured(self.bench, self.player)
            columns = [
                measured[at].of(self.player.nets) if at in measured else column
                for at, column in enumerate(self.columns)
            ]
            fit = self._solved(columns)
            if fit is None or fit.deviation > SURE:
                continue
            if any(not fit.weights[at].is_positive for at in measured):
                continue
            pieces = [
                Piece(measured.get(at, self.own[at]), weight, at, joined.at(at))
                for at, weight in enumerate(fit.weights)
            ]
            yield Explanation(tuple(pieces), fit.deviation)

    def _three(self) -> Iterator[Explanation]:
        """Three mistakes."""
        yield from self._several(self.near.threes(self._firsts, MOST_PAIRS))

    @property
    def _firsts(self) -> list[Tensor]:
        return [wrong.first for wrong in self.wrongs]

    def _several(self, places: Iterable[tuple[int, ...]]) -> Iterator[Explanation]:
        """Some mistakes that come near, from the most ordinary on."""
        found = []
        for at in places:
            wrongs = [self.wrongs[place] for place in at]
            for each in self._with(wrongs, SURE):
                order = sum(wrong.order for wrong in wrongs)
                found.append((_oddness(each.pieces), order, at, each))
        yield from (each for *_, each in sorted(found, key=lambda f: f[:3]))

    def _with(self, wrongs: Sequence[Wrong], most: float = EXACT) -> Iterator[Explanation]:
        """Some mistakes in the place of their terms, or else beside all terms.

        What is subtracted is no mistake that anybody makes: many gradients are a difference of two
        that are known. One mistake in the place of its term may have the wrong sign besides.
        """
        if not self.near.explains((), [wrong.first for wrong in wrongs]):
            return
        extra = [wrong.column for wrong in wrongs]
        for out in ({wrong.at for wrong in wrongs}, set[int]()):
            kept = [at for at in range(len(self.own)) if at not in out]
            fit = self._solved([*(self.columns[at] for at in kept), *extra])
            if fit is None or fit.deviation > most:
                continue
            own, others = fit.weights[: len(kept)], fit.weights[len(kept) :]
            beside = [w for at, w in zip(kept, own, strict=True) if at in {w.at for w in wrongs}]
            if any(weight.value < 0 for weight in beside):
                continue
            is_plain = len(wrongs) == 1 and bool(out)
            if not all(w.is_positive or (is_plain and not w.is_zero) for w in others):
                continue
            pieces = [self._own(at, weight) for at, weight in zip(kept, own, strict=True)]
            pieces += [self._piece(w, weight) for w, weight in zip(wrongs, others, strict=True)]
            yield Explanation(tuple(pieces), fit.deviation)
            return

    def _solved(self, columns: Sequence[Tensor]) -> Fit | None:
        """The weights of some columns; one without gradient counts as it should, 1."""
        live = [at for at, column in enumerate(columns) if float(column.norm()) > 1e-13]
        fit = solve([columns[at] for at in live], self.target, self.lengths)
        if fit is None:
            return None
        weights = [ONE] * len(columns)
        for at, weight in zip(live, fit.weights, strict=True):
            weights[at] = weight
        return Fit(tuple(weights), fit.deviation)

    def _explained(self, weights: Sequence[Weight], fit: Fit) -> Explanation:
        pieces = (self._own(at, weight) for at, weight in enumerate(weights))
        return Explanation(tuple(pieces), fit.deviation)

    def _own(self, at: int, weight: Weight) -> Piece:
        return Piece(self.own[at], weight, at)

    def _piece(self, wrong: Wrong, weight: Weight) -> Piece:
        return Piece(wrong.measured, weight, wrong.at, (wrong,))

    @property
    def distance(self) -> float:
        """How far the gradient is from the derived one, relative to the larger of both."""
        return deviation(self.whole, self.target)


def _oddness(pieces: Sequence[Piece]) -> int:
    """How much of an explanation is out of the ordinary: mistakes, and weights besides 1."""
    return sum((0 if p.weight.is_near(1) else 1) + len(p.wrongs) for p in pieces)
