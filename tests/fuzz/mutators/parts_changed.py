"""A text cut into parts → another one: parts dropped, doubled, swapped, replaced or repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random


def changed_parts(
    parts: Sequence[str], dice: Random, words: Sequence[str], *, most: int = 40
) -> list[str]:
    """One change of some parts.

    Args:
        parts: what is changed.
        dice: choose the change.
        words: parts that may be put in.
        most: how often a part is repeated at most, to find what takes long.
    """
    found = list(parts)
    if not found:
        return [dice.choice(words)]
    at, other = dice.randrange(len(found)), dice.randrange(len(found))
    match dice.randrange(8):
        case 0:
            del found[at]
        case 1:
            found.insert(at, found[other])
        case 2:
            found[at], found[other] = found[other], found[at]
        case 3 | 4:
            found[at] = dice.choice(words)
        case 5:
            found.insert(at, dice.choice(words))
        case 6:
            del found[min(at, other) : max(at, other)]
        case _:
            found[at : at + 1] = [found[at]] * dice.randint(2, most)
    return found


def changed_text(
    text: str, dice: Random, words: Sequence[str], cut: Callable[[str], Sequence[str]] = list
) -> str:
    """One change of the parts that a function cuts a text into; letters if none is given."""
    return "".join(changed_parts(cut(text), dice, words))
