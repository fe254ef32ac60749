"""A run → where its samples come from: a node, and what it is sampled given.

A node that the model samples from its priors alone is taken before one that it samples given other
data. What is given then are random rows of the training data, so that the samples are to have the
law of the node in the data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from schematic.data import Array
from schematic.data.columns import LABELS
from schematic.data.data_nodes import Source
from schematic.families import Kind
from schematic.training.device import fixed_noise
from schematic.training.options.batch_places import places
from schematic.training.run.held_out_examples import column_of, same_rows
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import in_data_units

BATCH = 500  # samples drawn at once


@dataclass(frozen=True, eq=False)
class Generator:
    """Where samples come from.

    Attributes:
        run: whose model samples.
        source: the node that is sampled, with the one domain of its data.
        given: the data nodes that it is sampled given, with the one domain of each.
    """

    run: Run
    source: Source
    given: tuple[Source, ...]

    @property
    def node(self) -> str:
        """The node that is sampled."""
        return self.source[0]

    def conditions(self, n: int, seed: int) -> Mapping[str, Array]:
        """Return what n samples are given: rows of the training data, the same of one domain.

        Args:
            n: how many.
            seed: of the choice of rows.
        """
        train = self.run.setup.train
        columns = {(node, where): column_of(train, node, where) for node, where in self.given}
        chosen: dict[str, Array] = {}
        rng = np.random.default_rng(seed)
        for domain in dict.fromkeys(domain for _, domain in self.given):
            mine = {node: column for (node, where), column in columns.items() if where == domain}
            whole = np.logical_and.reduce([_is_there(column) for column in mine.values()])
            rows = rng.choice(np.flatnonzero(whole), n)
            chosen |= {node: column[rows] for node, column in mine.items()}
        return chosen

    def asked_classes(self, n: int, seed: int) -> Array | None:
        """Return the label that each of n samples is given, int64 [N]; None where none is.

        Args:
            n: how many.
            seed: as of `batches`.
        """
        train, stored = (
            self.run.setup.train,
            self.run.setup.dataset.train[self.source[1]].get(LABELS),
        )
        labels = None if stored is None else same_rows(train, self.source[1], stored)
        for node, domain in self.given:
            column = column_of(train, node, domain)
            if labels is None or domain != self.source[1] or column.dtype != labels.dtype:
                continue
            known = column >= 0
            if np.array_equal(column[known], labels[known]):
                return self.conditions(n, seed)[node]
        return None

    def batches(self, n: int, seed: int) -> Iterator[Array]:
        """Yield samples [B, *event] in the units of the data, n in all, few of them at a time.

        Args:
            n: how many.
            seed: of the noise, and of what they are given.
        """
        given, model, device = self.conditions(n, seed), self.run.model, self.run.device
        with fixed_noise(seed, device):
            for start in range(0, n, BATCH):
                size = min(BATCH, n - start)
                rows = {k: torch.as_tensor(v[start:][:size]).to(device) for k, v in given.items()}
                yield in_data_units(self.run, self.node, model.sample(size, **rows))


def find_generator(run: Run) -> Generator | None:
    """Return where samples of a node of numbers come from; None where the model samples none.

    A model samples the target of its first recipe. Nodes whose data lie in several domains, one for
    each label of y, are not compared.
    """
    recipes = run.model.program.samples[:1]
    if not recipes or run.setup.schematic.nodes[recipes[0].target].space.kind is Kind.CAT:
        return None
    names = (recipes[0].target, *recipes[0].needs)
    domains: dict[str, list[str]] = {}
    for place in places(run.setup.schematic):
        domains.setdefault(place.node, []).append(place.domain)
    if any(len(domains.get(name, ())) != 1 for name in names):
        return None
    sources = [(name, domains[name][0]) for name in names]
    return Generator(run, sources[0], tuple(sources[1:]))


def _is_there(column: Array) -> Any:
    """Which rows of a column [N, …] miss nothing."""
    if column.dtype.kind == "i":
        return column >= 0
    return ~np.isnan(column.reshape(len(column), -1)).any(1)
