"""A lattice → the same one with the elements of permuted draws turned against each other.

A batch shows one permutation of each element. The elements of a lattice of N examples, turned
against each other by each of N steps, meet each other equally often. So the mean of a loss over all
turns is that over the product of the marginals.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import torch
from torch import Tensor

from schematic.objective.copies import layouts_of, noise_copies
from schematic.objective.terms import Objective, Player
from schematic.verify.emitted.lattice import Lattice
from schematic.verify.worlds.discretised import elements

MOST = 512
"""Batches over which a loss is averaged at most."""


def turned(objective: Objective, held: Lattice, size: int) -> list[Lattice]:
    """The lattice at every turn of its permuted elements; itself where nothing is permuted.

    Nothing is averaged where there would be too many turns; `too_many` says so.
    """
    free = _free(objective)
    steps = [0] if too_many(objective, size) else range(size)
    every = itertools.product(steps, repeat=free)
    return [replace(held, noise={**held.noise, **_orders(objective, t, size)}) for t in every]


def too_many(objective: Objective, size: int) -> bool:
    """Whether there are more turns than anybody wants to wait for."""
    return bool(size ** _free(objective) > MOST)


def reads_shuffled(objective: Objective, player: Player) -> bool:
    """Whether a player's loss reads elements of other examples."""
    names = (name for term in player.terms for name in term.body.reads)
    return any(objective.draw(name).is_shuffled for name in names)


def _groups(objective: Objective) -> Iterator[tuple[Sequence[str], bool]]:
    """The permuted draws that a term reads, and whether it sets them beside others by rows."""
    for player in objective.players:
        for term in player.terms:
            names = [n for n in term.body.reads if objective.draw(n).is_shuffled]
            if names:
                yield names, term.body.pairs


def _free(objective: Objective) -> int:
    """How many elements are turned: all but the first, or all where rows are compared."""
    groups = list(_groups(objective))
    counts = [sum(_elements(objective, name) for name in names) for names, _ in groups]
    return max(counts, default=0) - (bool(groups) and not any(pairs for _, pairs in groups))


def _elements(objective: Objective, name: str) -> int:
    return elements(objective.schematic.nodes[objective.draw(name).node])


def _orders(objective: Objective, turn: Sequence[int], size: int) -> Mapping[str, Tensor]:
    """The base noise of each permuted draw at one turn: element e is `turn[e]` examples on."""
    layouts, found = layouts_of(objective), dict[str, Tensor]()
    compared = any(pairs for _, pairs in _groups(objective))
    for names, _ in _groups(objective):
        steps = iter(turn if compared else (0, *turn))
        for name in names:
            node = objective.schematic.nodes[objective.draw(name).node]
            columns = [
                ((torch.arange(size) - next(steps, 0)) % size).double() / size
                for _ in range(_elements(objective, name))
            ]
            shape = () if node.space.classes else node.space.shape or ()
            copies = noise_copies(objective, layouts[name], name)
            order = torch.stack(columns, 1).reshape(size, *shape)
            found[name] = order.repeat(copies, *[1] * len(shape))
    return found
