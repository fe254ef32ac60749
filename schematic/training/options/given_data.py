"""An object of Python that holds examples → what a run takes of it: its items, threads and batch.

A `DataLoader` of torch is taken for its data set. How it batches and how many workers it has are
defaults of the run; the order is the run's own, which follows from the seed and can be gone on with
at any step. What a run cannot follow, such as a sampler of one's own, is refused.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from schematic.data.registry import OBJECT, name_of
from schematic.training.options.config import Request
from schematic.training.training_errors import TrainingError

SAMPLERS = frozenset({"SequentialSampler", "RandomSampler"})
COLLATED = frozenset({"default_collate", "default_convert"})


@dataclass(frozen=True, eq=False)
class Given:
    """Examples that a script gives.

    Attributes:
        items: what has a length and items; or a dict of two such, "train" and "test".
        workers: how many threads may ask for items at once, ahead of a step.
        batch: examples a step, unless the request says how many.
    """

    items: object
    workers: int = 0
    batch: int | None = None

    @property
    def name(self) -> str:
        """What a run calls the data."""
        part = self.items["train"] if isinstance(self.items, Mapping) else self.items
        return OBJECT + name_of(part)


def with_data(request: Request, data: object | None) -> tuple[Request, Given | None]:
    """Return a request for the data that a script gives, and what it takes of them.

    Args:
        request: what is asked for.
        data: an object with examples; a name or path, which the request could hold as well; or
            None.

    Raises:
        TrainingError: the request names other data, or a loader does what a run cannot follow.
    """
    if data is None:
        return request, None
    if isinstance(data, Mapping) and "train" not in data:
        has = ", ".join(map(repr, data)) or "nothing"
        cure = "give {'train': rows, 'test': others}; or the rows alone, a data set or an array"
        raise TrainingError(f"a dict of data has 'train', and this one has {has}", cure)
    if request.data is not None and not request.data.startswith(OBJECT):
        raise TrainingError(
            f"data are given twice: as {request.data}, and as an object", "give them once"
        )
    if isinstance(data, str | os.PathLike):
        return replace(request, data=os.fspath(data)), None
    given = _given(data)
    return replace(request, data=given.name, batch=request.batch or given.batch), given


def _given(data: Any) -> Given:
    if isinstance(data, Mapping):
        parts = {name: _given(part) for name, part in data.items()}
        train = parts.get("train", Given(None))
        return Given({name: part.items for name, part in parts.items()}, train.workers, train.batch)
    if not (hasattr(data, "dataset") and hasattr(data, "collate_fn")):
        return Given(data)
    _check_loader(data)
    return Given(data.dataset, data.num_workers, data.batch_size)


def _check_loader(loader: Any) -> None:
    """Refuse a loader that batches, orders or joins examples in a way of its own."""
    cure = "give its data set, whose items are taken one by one: data=loader.dataset"
    collate = getattr(loader.collate_fn, "__name__", type(loader.collate_fn).__name__)
    if collate not in COLLATED:
        raise TrainingError(f"the DataLoader joins examples by `{collate}`, not one by one", cure)
    sampler = getattr(loader, "sampler", None)
    is_plain = type(sampler).__name__ in SAMPLERS and not getattr(sampler, "replacement", False)
    iterates = not hasattr(loader.dataset, "__len__")
    if loader.batch_size is None or not (is_plain or iterates):
        raise TrainingError(
            f"the DataLoader picks examples by `{type(sampler).__name__}`, and a run by its seed",
            cure,
        )
