"""What a user asks of all players or of some → one value for all, or one for each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from schematic.graph.player_names import by_player
from schematic.ranges import shown
from schematic.training.options.values import OTHERS
from schematic.training.training_errors import TrainingError


def settle(word: str, asked: Any, defaults: Mapping[str, Any], players: Sequence[str]) -> Any:
    """Return the value of all players, or a value for each that has one.

    Args:
        word: the option, for messages.
        asked: None, a value for all, or values by player; `OTHERS` stands for all that are not
            named.
        defaults: of the players that take the option.
        players: all of them.

    Raises:
        TrainingError: a name is that of no player, or of one that does not take the option.
    """
    if not isinstance(asked, Mapping):
        values = {player: defaults[player] if asked is None else asked for player in defaults}
        alike = len(defaults) == len(players) and len(set(values.values())) == 1
        return values[players[0]] if alike else values or None
    named = by_player(asked, players)
    for name in named.keys() - {OTHERS, *defaults}:
        raise _no_player(word, name, defaults, players)
    others = named.get(OTHERS)
    rest = {player: defaults[player] if others is None else others for player in defaults}
    return {player: named.get(player, value) for player, value in rest.items()}


def of_player(value: Any, player: str, otherwise: Any = None) -> Any:
    """Return a player's part of a settled value."""
    return value.get(player, otherwise) if isinstance(value, Mapping) else value


def _no_player(
    word: str, name: str, takers: Mapping[str, Any], players: Sequence[str]
) -> TrainingError:
    if name in players:
        return TrainingError(
            f"{word} {name}=…: the optimizer of {name} does not take it", f"leave {word} out"
        )
    near = difflib.get_close_matches(name, takers, n=1) or list(takers)[:1]
    listed = ", ".join(f"`{player}`" for player in takers)
    cure = f"write such as {word} {near[0]}=…" if near else f"leave {word} out"
    return TrainingError(f"{word} {shown(name)}=…: there is no such player, but {listed}", cure)
