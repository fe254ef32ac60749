"""A model and its batches → how many threads PyTorch computes a step with on the CPU.

Threads wait for each other at the end of each operation. In a small operation they wait longer than
they compute, and on a machine that is busy they wait many times longer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import nn

SMALL = 2**25
"""Multiplications of a layer and a batch below which a step has one thread: 512×512, 128 rows."""
NAMED = ("OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Variables of the environment by which a user says how many threads there are."""


@dataclass(frozen=True)
class Threads:
    """How many threads a step has.

    Attributes:
        count: how many; None leaves it to PyTorch, which takes what it has.
        words: how many, and why, for the line that says what runs.
    """

    count: int | None
    words: str


def choose_threads(
    asked: int | None,
    work: int,
    processes: int = 1,
    environment: Mapping[str, str] = os.environ,
) -> Threads:
    """Return how many threads a step has.

    The number follows from what the user says, or else from the size of the nets and the batch; the
    load of the machine has no part in it, so a run can be made again.

    Args:
        asked: what the option says; None where it says nothing.
        work: multiplications of the largest layer in a batch, as `largest_layer` counts them.
        processes: how many train together on this machine.
        environment: in which the user may have said it.
    """
    there = torch.get_num_threads()
    if asked is not None:
        return Threads(asked, _threads(asked))
    named = next((name for name in NAMED if environment.get(name)), None)
    if named is not None:
        return Threads(None, f"{_threads(there)}, as {named} says")
    if processes > 1 or work >= SMALL or there == 1:
        return Threads(None, _threads(there))
    return Threads(1, "1 thread, as the nets are small (--threads)")


def _threads(count: int) -> str:
    return f"{count} thread{'' if count == 1 else 's'}"


def largest_layer(model: nn.Module, batch: int, shapes: Sequence[tuple[int, ...]]) -> int:
    """Return the multiplications of the largest layer in a batch, or more.

    A matrix of weights is applied once to each example. Where a net has a kernel, or whatever else
    has more than two axes, each of its weights may be applied at each pixel.

    Args:
        model: with its nets.
        batch: examples of a step in this process.
        shapes: of the data nodes.
    """
    pixels = max((shape[-1] * shape[-2] for shape in shapes if len(shape) > 1), default=1)
    return max((batch * _weights(net, pixels) for net in model.children()), default=0)


def _weights(net: nn.Module, pixels: int) -> int:
    """How often the largest parameter of a net is multiplied with for one example, at most."""
    parameters = list(net.parameters())
    is_local = any(each.ndim > 2 for each in parameters)
    return max((each.numel() for each in parameters), default=0) * (pixels if is_local else 1)


@contextmanager
def computing_with(threads: Threads) -> Iterator[None]:
    """Within this context, PyTorch computes with so many threads; afterwards with those before."""
    before = torch.get_num_threads()
    if threads.count is not None:
        torch.set_num_threads(threads.count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
