"""Two schematics → what a rewrite changed: in the text, and in the objective of each player."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace

from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.graph.spec_text import write_schematic
from schematic.objective.printing.labels import label_of
from schematic.objective.printing.loss import loss_of
from schematic.objective.terms import Objective, Player


def spec_diff(before: Schematic, after: Schematic, *, names: tuple[str, str]) -> str:
    """A unified diff of the texts.

    Args:
        before: the schematic.
        after: the schematic rewritten.
        names: what stands for the two in the heading.
    """
    old, new = (write_schematic(s).splitlines(keepends=True) for s in (before, after))
    return "".join(difflib.unified_diff(old, new, *names))


def objective_diff(before: Objective, after: Objective) -> list[str]:
    """The losses term by term, a line each: `+` gained, `-` lost, `~` changed, blank as before.

    A player is known again by a net that it trains before and after, or else by being, or not
    being, the discriminator.
    """
    lines: list[str] = []
    for old, new in _players(before, after):
        lines.append(_heading(old, new))
        lines.extend(f"  {line}" for line in _terms(before, old, after, new))
    return lines


def _players(before: Objective, after: Objective) -> Iterator[tuple[Player | None, Player | None]]:
    left = list(after.players)
    for old in before.players:
        new = max(left, key=lambda player: _likeness(old, player), default=None)
        if new is None or not _likeness(old, new):
            yield old, None
            continue
        left.remove(new)
        yield old, new
    yield from ((None, player) for player in left)


def _likeness(old: Player, new: Player) -> int:
    return 2 * len(set(old.nets) & set(new.nets)) + (old.discriminates == new.discriminates)


def _heading(old: Player | None, new: Player | None) -> str:
    if old is None or new is None:
        player = old or new
        assert player is not None
        return f"{'-' if new is None else '+'} {greek(player.name)} minimises"
    names = greek(old.name), greek(new.name)
    return f"  {names[0] if names[0] == names[1] else ' → '.join(names)} minimises"


def _terms(
    before: Objective, old: Player | None, after: Objective, new: Player | None
) -> Iterator[str]:
    mine, yours = _written(before, old), _written(after, new)
    for key, text in mine.items():
        other = yours.get(key)
        if other is None:
            yield f"- {text}"
        else:
            yield f"  {text}" if other == text else f"~ {text}  →  {other}"
    yield from (f"+ {text}" for key, text in yours.items() if key not in mine)


def _written(objective: Objective, player: Player | None) -> dict[tuple[str, int], str]:
    """The terms of a player, each by its label and how often that stood before."""
    found: dict[tuple[str, int], str] = {}
    for term in player.terms if player else ():
        label = label_of(objective, term.body)
        number = sum(key[0] == label for key in found)
        alone = replace(player, terms=(term,)) if player else player
        assert alone is not None
        found[label, number] = loss_of(objective, alone)
    return found
