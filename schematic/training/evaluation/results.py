"""Results → a table or JSON: the named numbers of an evaluation, each with its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Result:
    """One number that an evaluation gives.

    Attributes:
        name: what it is.
        value: the number.
        meaning: its unit, direction and definition, in a few words.
    """

    name: str
    value: float
    meaning: str


@dataclass(frozen=True)
class Effort:
    """How much an evaluation computes.

    Attributes:
        draws: noise draws over which terms and bounds are averaged.
        samples: how many examples are generated to judge the generator.
        weights: importance weights of an example in the tighter bound on log p(x).
        seed: of all noise.
    """

    draws: int = 10
    samples: int = 10_000
    weights: int = 50
    seed: int = 0


def write_text(results: Iterable[Result]) -> str:
    """Write results as a table of name, value and meaning."""
    rows = [(r.name, _show(r.value), r.meaning) for r in results]
    widths = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {meaning}".rstrip()
        for name, value, meaning in rows
    )


def write_json(results: Iterable[Result]) -> str:
    """Write results as a JSON array of objects with name, value and meaning."""
    return json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=2)


def _show(value: float) -> str:
    is_whole = float(value).is_integer() and abs(value) < 1e9
    return f"{value:.0f}" if is_whole else f"{value:.4g}"
