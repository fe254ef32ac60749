"""A value as JSON has it → another one: a key, a number or a list of it changed."""

from __future__ import annotations

from random import Random
from typing import Any

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2**31, 2**63, 2**64, -(2**63), 10**30, 0.5, -0.0),
    *(1e308, float("inf"), float("nan"), "", "x", "a/b", "\0", "\ud800", "1", "é" * 20),
    *([], [[]], [0], [1, 2, 3], {}, {"x": 1}, {"": None}),
)


def changed_value(value: Any, dice: Random) -> Any:
    """One change, somewhere in it."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        return _changed_table(value, dice)
    if isinstance(value, list) and value and dice.random() < 0.7:
        at = dice.randrange(len(value))
        match dice.randrange(4):
            case 0:
                return value[:at] + value[at + 1 :]
            case 1:
                return [*value, value[at]]
            case _:
                return [*value[:at], changed_value(value[at], dice), *value[at + 1 :]]
    if isinstance(value, int | float) and dice.random() < 0.3:
        return dice.choice((-value, value + 1, value - 1, value * 2, float(value), str(value)))
    return dice.choice(ODD)


def _changed_table(table: dict[Any, Any], dice: Random) -> dict[Any, Any]:
    key = dice.choice(list(table))
    match dice.randrange(6):
        case 0:
            return {k: v for k, v in table.items() if k != key}
        case 1:
            return {**table, dice.choice(("x", "", "é", f"{key}.0", f"{key}s")): table[key]}
        case 2:
            other = dice.choice(list(table))
            return {**table, key: table[other], other: table[key]}
        case _:
            return {**table, key: changed_value(table[key], dice)}
