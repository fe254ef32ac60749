"""A run → values of the data nodes that its model samples given, where nobody says which."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from schematic.data.dataset import Array
from schematic.data.kinds import DATA_KINDS
from schematic.data.lazy_column import AnyColumn
from schematic.families import Kind
from schematic.graph.names import greek
from schematic.training.run.run_folder import Run
from schematic.training.training_errors import TrainingError

MOST = 2_000
"""Examples that stand for all, where a picture or a range is made of them."""


@dataclass(frozen=True, eq=False)
class Conditions:
    """Values of some nodes, in the form in which the model takes them.

    Attributes:
        values: node → [n, *event], on the CPU.
        said: where they come from, for a note; "" where there are none.
    """

    values: Mapping[str, torch.Tensor]
    said: str = ""


def default_conditions(run: Run, names: Sequence[str], n: int, seed: int) -> Conditions:
    """Return values of data nodes, [n, *event] each: of held-out examples, else classes in turn.

    The examples are chosen by the seed, and nodes that are paired in the data stay paired. There
    are classes in turn where the run has no data at hand.

    Raises:
        TrainingError: a node is not of classes, and there are no data.
    """
    if not names:
        return Conditions({})
    columns = {name: _column(run, name) for name in names}
    there = {name: column for name, column in columns.items() if column is not None}
    if len(there) == len(names):
        values = {name: _rows(column, n, seed) for name, column in there.items()}
        kind = "held-out" if run.setup.test else "training"
        return Conditions(values, f"{_listed(names)} of {kind} examples, chosen by the seed")
    return _in_turn(run, names, n)


def known_examples(run: Run, node: str, most: int = MOST) -> Array | None:
    """Return the first held-out examples of a node, [N, *event]; None where none are at hand.

    They are the training examples where none are held out, and those of the first domain where a
    node has several.
    """
    column = _column(run, node)
    return None if column is None else column[:most]


def _column(run: Run, node: str) -> AnyColumn | None:
    """The held-out examples of a node, or else its training examples; None without data."""
    if run.setup.examples is None:
        return None
    feed = run.setup.test or run.setup.train
    return next((array for (name, _), array in feed.columns.items() if name == node), None)


def asks_for_data(run: Run, given: Collection[str]) -> bool:
    """Whether samples of a run take something from its data, or are shown beside them.

    Images do not whose shades lie in [0, 1], where the model samples them from its priors alone.

    Args:
        run: perhaps opened without its data.
        given: the nodes whose values are given.
    """
    recipe = next(iter(run.model.program.samples), None)
    if recipe is None:
        return False
    space = run.setup.schematic.nodes[recipe.target].space
    is_shown_alone = len(space.shape or ()) > 1 and DATA_KINDS[space.kind.value].bounded
    return not (is_shown_alone and set(recipe.needs) <= set(given))


def _rows(column: AnyColumn, n: int, seed: int) -> torch.Tensor:
    """The values of n examples; they begin again where there are fewer."""
    order = np.random.default_rng(seed).permutation(len(column))
    return torch.from_numpy(np.ascontiguousarray(column[np.resize(order, n)]))


def _in_turn(run: Run, names: Sequence[str], n: int) -> Conditions:
    """All combinations of the classes of some nodes, the first node's changing fastest."""
    values, apart = {}, 1
    for name in names:
        space = run.setup.schematic.nodes[name].space
        if space.kind is not Kind.CAT:
            raise TrainingError(
                f"{run.setup.schematic.name} samples given `{greek(name)}`, and the data of the "
                "run are not at hand",
                f"give values: --given {name}=FILE",
            )
        values[name] = torch.arange(n) // apart % space.classes
        apart *= space.classes
    return Conditions(values, f"the classes of {_listed(names)} in turn")


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(greek, names))
