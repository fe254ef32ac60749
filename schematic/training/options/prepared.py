"""What is asked for, of data → feeds that are prepared, and what a run keeps of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schematic.data import Feed, Learnt, Port
from schematic.data.preparation.prepared_feed import learn, noisy_feed, standardised_feed, told_of
from schematic.training.options.config import Config, Request


@dataclass(frozen=True, eq=False)
class Prepared:
    """The examples of a run as its model takes them.

    Attributes:
        train: the training examples; each batch of them is dequantised for itself.
        test: the held-out examples, dequantised once.
        learnt: what was learnt from the training examples.
        notes: what was done, for the user.
    """

    train: Feed
    test: Feed | None
    learnt: Learnt
    notes: tuple[str, ...]


def prepare(
    train: Feed, test: Feed | None, ports: Sequence[Port], request: Request, known: Learnt | None
) -> Prepared:
    """Standardise both feeds, and dequantise the held-out one, where that is asked for.

    Args:
        train: the training examples, as they fit the model.
        test: the held-out examples, if there are any.
        ports: all data nodes of the model.
        request: what the user asks for.
        known: what a run has learnt before, which is kept.

    Raises:
        DataError: a preparation fits none of the nodes.
    """
    learnt = learn(train, ports, known, {name for name, value in vars(request).items() if value})
    held = None if test is None else standardised_feed(test, learnt)
    return Prepared(
        standardised_feed(train, learnt),
        None if held is None else noisy_feed(held, learnt, request.seed or 0),
        learnt,
        told_of(train, learnt),
    )


def learnt_of(config: Config) -> Learnt:
    """Return what a run has learnt of its data."""
    return Learnt(config.standards, config.levels)


def looked_at(train: Feed, config: Config) -> Feed:
    """Return training examples as held-out ones are: dequantised once, where a run does that."""
    return noisy_feed(train, learnt_of(config), config.seed)
