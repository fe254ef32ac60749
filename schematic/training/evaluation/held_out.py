"""A run → its held-out examples on the device, and averages of a model's terms over them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import torch

from schematic.data.dataset import Array
from schematic.emit.kernels.nets import evaluating
from schematic.training.device import fixed_noise
from schematic.training.evaluation.results import Effort
from schematic.training.log.csv_log import Terms
from schematic.training.loop.batches import Column, domain_sizes, take, to_columns
from schematic.training.options.batch_places import places
from schematic.training.run.held_out_examples import held_out, stored_values
from schematic.training.run.run_folder import Run

CHUNK = 1_000  # examples evaluated at once


def held_out_columns(run: Run) -> tuple[Column, ...]:
    """Return the held-out examples as columns [N, *event] on the device."""
    return to_columns(held_out(run), places(run.setup.schematic), run.device)


def held_out_values(run: Run, node: str) -> torch.Tensor:
    """Return the held-out examples of a node with one domain, [N, *event] on the device."""
    columns = held_out_columns(run)
    values = next(column.values for column in columns if column.place.node == node)
    assert isinstance(values, torch.Tensor)
    return values


def held_out_labels(run: Run) -> Array | None:
    """Return the classes of the held-out examples, int64 [N]; None where the data have none."""
    return stored_values(run, "", "labels")


def average_terms(model: Any, columns: tuple[Column, ...], effort: Effort, run: Run) -> Terms:
    """Average each term of each player's loss over the examples and over draws of the noise.

    Where domains differ in size, as many examples of each are taken as the smallest has.

    Args:
        model: an emitted model.
        columns: the examples, [N, *event] each.
        effort: how many draws of the noise to average over.
        run: the run whose device is used.

    Returns:
        player → label → the term in nats, the mean over examples.
    """
    size = min(domain_sizes(columns).values())
    sums: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    with evaluating(model), fixed_noise(effort.seed, run.device):
        for _ in range(effort.draws):
            for start in range(0, size, CHUNK):
                rows = slice(start, min(start + CHUNK, size))
                share = (rows.stop - rows.start) / size / effort.draws
                terms = model.terms(take(columns, dict.fromkeys(domain_sizes(columns), rows)))
                for player, found in terms.items():
                    for label, value in found.items():
                        sums[player][label] += share * value.item()
    return {player: dict(found) for player, found in sums.items()}
