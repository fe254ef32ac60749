"""Results → a table or JSON: the named numbers of an evaluation, each with its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a number is better."""

    LOWER = "lower"
    HIGHER = "higher"

    @property
    def arrow(self) -> str:
        """The sign of it in a table."""
        return {"lower": "↓", "higher": "↑"}[self.value]


@dataclass(frozen=True)
class Result:
    """One number that an evaluation gives.

    Attributes:
        name: what it is.
        value: the number.
        meaning: its unit, reference and definition, in a few words.
        better: its direction; None where a number is only to be compared with another.
    """

    name: str
    value: float
    meaning: str
    better: Better | None = None


@dataclass(frozen=True)
class Effort:
    """How much an evaluation computes, and what of it.

    Attributes:
        draws: noise draws over which terms and bounds are averaged.
        samples: how many examples are generated to judge the generator.
        weights: importance weights of an example in the tighter bound on log p(x).
        seed: of all noise.
        features: in what samples are compared with data: the name of a kind of features, or a
            user's own as FILE.py:NAME; None for the first kind that the data have.
    """

    draws: int = 10
    samples: int = 10_000
    weights: int = 50
    seed: int = 0
    features: str | None = None


def write_text(results: Iterable[Result]) -> str:
    """Write results as a table of name, value, direction and meaning."""
    rows = [
        (r.name, _show(r.value), r.better.arrow if r.better else "", r.meaning) for r in results
    ]
    widths = [max((len(row[i]) for row in rows), default=0) for i in range(3)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}}  {arrow:<{widths[2]}} {meaning}".rstrip()
        for name, value, arrow, meaning in rows
    )


def write_json(results: Iterable[Result]) -> str:
    """Write results as a JSON array of objects with name, value, meaning and better."""
    return json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=2)


def _show(value: float) -> str:
    is_whole = float(value).is_integer() and abs(value) < 1e9
    return f"{value:.0f}" if is_whole else f"{value:.4g}"
