"""An input that goes wrong → a small one that goes wrong in the same way."""

from __future__ import annotations

from tests.fuzz.campaign import Tally, attempted
from tests.fuzz.fuzz_target import FuzzTarget

MOST_TRIES = 2000


def smallest(target: FuzzTarget, data: bytes, kind: str) -> bytes:
    """Leave out parts, halves first and single bytes last, as long as the same fault is seen."""
    tries, length = 0, len(data) // 2
    while length and tries < MOST_TRIES:
        start = 0
        while start < len(data) and tries < MOST_TRIES:
            shorter = data[:start] + data[start + length :]
            tries += 1
            if _shows(target, shorter, kind):
                data = shorter
            else:
                start += length
        length //= 2
    return data


def _shows(target: FuzzTarget, data: bytes, kind: str) -> bool:
    tally = Tally()
    attempted(target, data, tally)
    return kind in tally.faults
