"""Player → what of it counts: terms that the user has weighed by 0 are no part of a formula.

Their arrows stay in the drawing and their draws are made, so that other terms and other players can
have them; they add nothing to the loss, and no gradient.
"""

from __future__ import annotations

from dataclasses import replace

from schematic.objective.terms import Player


def counted(player: Player) -> Player:
    """The player without the terms whose `weight` or `beta` is 0."""
    terms = tuple(term for term in player.terms if term.scale)
    return player if len(terms) == len(player.terms) else replace(player, terms=terms)
