"""Feeds → the same, standardised, and with noise in the held-out pixels; and what was learnt."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial

from schematic.data.data_error import DataError
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.lazy_column import LazyColumn
from schematic.data.model_inputs import Feed
from schematic.data.preparation.chunks import in_chunks
from schematic.data.preparation.dequantising import (
    gather_pixels,
    learn_levels,
    require_pixels,
    with_fixed_noise,
)
from schematic.data.preparation.learnt import Learnt
from schematic.data.preparation.standardising import (
    constant_numbers,
    learn_standards,
    standardise,
    unstandardise,
)

STANDARDISE, DEQUANTISE = "standardise", "dequantise"
NOISE_SEED = 7_727


def learn(
    train: Feed, ports: Sequence[Port], known: Learnt | None, asked: Collection[str]
) -> Learnt:
    """Learn from the training examples what the preparations that are asked for need.

    Args:
        train: the training examples, not yet prepared.
        ports: all data nodes.
        known: what a run has learnt before, which is kept.
        asked: the options that ask for a preparation.

    Raises:
        DataError: a preparation fits none of the nodes, or the data are not those of the run.
    """
    done = known or Learnt()
    needed = {STANDARDISE: bool(done.standards), DEQUANTISE: bool(done.levels)}
    if options := [name for name, is_known in needed.items() if is_known or name in asked]:
        _require_readable(train, options)
    if known is not None:
        require_pixels(train.columns, tuple(known.levels))
        return known
    return Learnt(
        learn_standards(train.columns, ports) if STANDARDISE in asked else {},
        learn_levels(train.columns, ports) if DEQUANTISE in asked else {},
    )


def _require_readable(train: Feed, options: Sequence[str]) -> None:
    """Refuse examples that cannot be gone through before training.

    Raises:
        DataError: they have to be decoded one by one while they are used.
    """
    if any(
        isinstance(column, LazyColumn) and not column.source.is_quick
        for column in train.columns.values()
    ):
        named = " and ".join(f"--{option}" for option in options)
        raise DataError(
            f"{named} would go through all examples before training, and these stay on the disk "
            "and are decoded while they are used",
            "read them into memory: --no-stream; or save them as one .npy file, whose numbers are "
            f"read as they lie; or leave {named} out",
        )


def standardised_feed(feed: Feed, learnt: Learnt) -> Feed:
    """Standardise the nodes whose mean and deviation are known."""
    return _changed(
        feed,
        {node: partial(standardise, standard=known) for node, known in learnt.standards.items()},
    )


def noisy_feed(feed: Feed, learnt: Learnt, seed: int) -> Feed:
    """Add to the pixels of a feed that is standardised the one draw of noise that is theirs.

    Args:
        feed: examples that are not trained on, or that are only looked at.
        learnt: which nodes have pixels.
        seed: of the run.
    """
    return _changed(
        feed,
        {
            node: partial(
                with_fixed_noise,
                levels=levels,
                seed=seed + NOISE_SEED,
                standard=learnt.standards.get(node),
            )
            for node, levels in learnt.levels.items()
        },
    )


def unprepared(values: Array, node: str, learnt: Learnt) -> Array:
    """Bring values [N, *event] of a node back to what they were before they were prepared."""
    if node in learnt.standards:
        values = unstandardise(values, learnt.standards[node])
    return gather_pixels(values, learnt.levels[node]) if node in learnt.levels else values


def told_of(train: Feed, learnt: Learnt) -> tuple[str, ...]:
    """What is done to the examples of which nodes, as notes.

    Args:
        train: the training examples, not yet prepared.
        learnt: what was learnt from them.
    """
    return (
        *(_told(train, node) for node in learnt.standards),
        *(
            f"{node} is dequantised: ({levels - 1} x + u)/{levels}, u uniform in (0, 1), anew in "
            "every batch of training"
            for node, levels in learnt.levels.items()
        ),
    )


def _told(train: Feed, node: str) -> str:
    arrays = [array for (name, _), array in train.columns.items() if name == node]
    constant = constant_numbers(arrays)
    same = f"; {constant:,} that are the same in all of them are divided by 1" if constant else ""
    return (
        f"{node} is standardised: less the mean, divided by the deviation of the training "
        f"examples{same}"
    )


def _changed(feed: Feed, changes: Mapping[str, Callable[[Array], Array]]) -> Feed:
    if not changes:
        return feed
    columns = {
        (node, domain): in_chunks(array, changes[node]) if node in changes else array
        for (node, domain), array in feed.columns.items()
    }
    return replace(feed, columns=columns)
