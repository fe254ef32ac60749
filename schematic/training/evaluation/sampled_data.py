"""A generator → the examples of its node, and their labels, in the units of the data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from schematic.data import Array, Feed
from schematic.data.columns import LABELS
from schematic.data.data_nodes import Source, Split, at_step, choose_columns, get_table
from schematic.training.evaluation.generator import Generator
from schematic.training.options.batch_places import data_ports
from schematic.training.run.held_out_examples import column_of, same_rows
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import in_data_units


@dataclass(frozen=True, eq=False)
class Examples:
    """Examples of one node.

    Attributes:
        values: float32 [N, *event], in the units of the data.
        labels: their classes, int64 [N], below 0 where one is missing; None where none are known.
    """

    values: Array
    labels: Array | None


@dataclass(frozen=True, eq=False)
class SampledData:
    """The data of the node that a run samples.

    Attributes:
        train: the training examples.
        held_out: the held-out ones; None where nothing is held out.
    """

    train: Examples
    held_out: Examples | None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of one example."""
        return self.train.values.shape[1:]


def sampled_data(generator: Generator) -> SampledData:
    """Return the data of the node that is sampled."""
    run, source = generator.run, generator.source
    train = _examples(run, source, run.setup.train, "train")
    test = run.setup.test
    return SampledData(train, None if test is None else _examples(run, source, test, "test"))


def _examples(run: Run, source: Source, feed: Feed, split: Split) -> Examples:
    """The examples of a split, without those of which a value is missing."""
    node, domain = source
    ports = data_ports(run.setup.schematic, run.setup.config.columns)
    port = next(port for port in ports if port.node == node)
    table = get_table(run.setup.dataset, port, domain, split)
    column = choose_columns(run.setup.dataset, ports, split)[source]
    values = in_data_units(run, node, torch.as_tensor(column_of(feed, *source)))
    values = _as_read(values, at_step(same_rows(feed, domain, table[column]), port, column, node))
    stored = table.get(LABELS)
    labels = None if stored is None else same_rows(feed, domain, stored)
    whole = ~np.isnan(values.reshape(len(values), -1)).any(1)
    return Examples(values[whole], None if labels is None else labels[whole])


def _as_read(values: Array, read: Array) -> Array:
    """Return what was read where the values are the same but for rounding, else the values.

    Whether a model scales its data or not, equal data are then equal to the last bit.
    """
    alike = values.size == read.size and np.allclose(
        values.ravel(), read.ravel(), 1e-5, 1e-5 * float(np.nanmax(np.abs(read))), equal_nan=True
    )
    return read.reshape(values.shape) if alike else values
