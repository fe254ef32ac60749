"""What a checkpoint says beside its tensors ⇄ JSON: how far training is, and of which run."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

MOST_STEPS = 2**53
LOOSE = frozenset(
    {"order", "texts", "lowest", "scales"}
)  # the files of older runs do not have them


@dataclass(frozen=True)
class Lowest:
    """The lowest held-out loss so far.

    Attributes:
        loss: in nats.
        step: after which it was measured.
        waited: how many lines of the log came since.
    """

    loss: float
    step: int
    waited: int


@dataclass(frozen=True)
class Metadata:
    """What a checkpoint says beside its tensors.

    Attributes:
        step: how many batches every player has seen.
        seconds: of training so far.
        window: the losses since the last line of the log, in nats, indexed [step][player].
        order: the names of each player's parameters, in the order of its optimizer; None where an
            earlier version wrote the checkpoint.
        texts: the small files that a run cannot be opened without, by name.
        lowest: the lowest held-out loss, where training waits for a lower one.
        scales: what the scaler of each player's loss keeps, where there are any.
    """

    step: int
    seconds: float
    window: list[list[float]]
    order: Mapping[str, list[str]] | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    lowest: Lowest | None = None
    scales: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def write_metadata(metadata: Metadata) -> str:
    """Write metadata as JSON; what only some trainings have is left out of those of others."""
    given = asdict(metadata)
    kept = {n: v for n, v in given.items() if v or n not in ("lowest", "scales")}
    return json.dumps(kept)


def read_metadata_text(text: str) -> Metadata:
    """Read what `write_metadata` wrote.

    Raises:
        ValueError: a part is missing, or is not what it should be.
    """
    try:
        found: Any = json.loads(text)
    except RecursionError as error:
        raise ValueError("its metadata are nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"its metadata cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise ValueError("its metadata are no object")
    needed = Metadata.__dataclass_fields__.keys() - LOOSE
    if missing := sorted(needed - found.keys()):
        raise ValueError(f"its metadata lack {', '.join(missing)}")
    return Metadata(
        _step(found["step"]),
        _seconds(found["seconds"]),
        _window(found["window"]),
        _order(found.get("order")),
        _texts(found.get("texts", {})),
        _lowest(found.get("lowest")),
        _scales(found.get("scales", {})),
    )


def _is_number(value: object) -> bool:
    """Whether a value is a finite number; `true` is none, though Python thinks so."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) < 1e300 if isinstance(value, int) else math.isfinite(value)


def _step(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_STEPS:
        raise ValueError("its step is not a number of steps")
    return value


def _seconds(value: Any) -> float:
    if not _is_number(value) or value < 0:
        raise ValueError("its seconds are not a time")
    return float(value)


def _window(value: Any) -> list[list[float]]:
    rows: list[Any] = value if isinstance(value, list) else [None]
    if not all(isinstance(row, list) and all(map(_is_number, row)) for row in rows):
        raise ValueError("its window holds something else than losses")
    return [list(map(float, row)) for row in rows]


def _order(value: Any) -> Mapping[str, list[str]] | None:
    if value is None:
        return None
    lists = value.values() if isinstance(value, dict) else [None]
    if not all(isinstance(names, list) and _are_texts(names) for names in lists):
        raise ValueError("its order is not that of parameters")
    return dict(value)


def _lowest(value: Any) -> Lowest | None:
    if value is None:
        return None
    names = Lowest.__dataclass_fields__.keys()
    if (
        not isinstance(value, dict)
        or value.keys() != names
        or not all(map(_is_number, value.values()))
    ):
        raise ValueError("its lowest loss is none")
    return Lowest(float(value["loss"]), _step(value["step"]), _step(value["waited"]))


def _scales(value: Any) -> Mapping[str, Mapping[str, float]]:
    if not isinstance(value, dict) or not all(
        isinstance(each, dict) and all(map(_is_number, each.values())) for each in value.values()
    ):
        raise ValueError("its scales are not those of losses")
    return value


def _texts(value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict) or not _are_texts(value.values()):
        raise ValueError("its texts are no texts")
    return dict(value)


def _are_texts(values: Any) -> bool:
    return all(isinstance(value, str) for value in values)
