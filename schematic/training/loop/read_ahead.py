"""Lazy columns → their values, read and converted by threads while steps are made.

Threads are enough: reading a file, decoding an image and converting an array all leave Python's
lock to the others.
"""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Generic, TypeVar

import numpy as np
import torch
from torch import Tensor

from schematic.data.lazy_column import LazyColumn, Name, read_together

Rows = Tensor | slice
Given = TypeVar("Given")
Made = TypeVar("Made")


def choose_workers(columns: Sequence[LazyColumn], asked: int | None = None) -> int:
    """Return how many threads read ahead, unless somebody says how many.

    Args:
        columns: what is read; none where everything is in memory.
        asked: how many somebody wants; with 0, a batch is read when it is asked for.
    """
    if not columns or asked is not None:
        return asked or 0 if columns else 0
    return max(column.source.workers for column in columns)


class ReadAhead(Generic[Given, Made]):
    """Makes something of each of a sequence, some of them ahead, and gives them in order.

    In whatever order the threads come to an end, what they made comes in that of the sequence, and
    so does an error.
    """

    def __init__(
        self, following: Callable[[], Given], make: Callable[[Given], Made], workers: int
    ) -> None:
        """Begin nothing yet.

        Args:
            following: returns the next of the sequence; it is called by one thread only.
            make: what is made of it, by any thread.
            workers: how many threads; from 1.
        """
        self.following, self.make, self.workers = following, make, workers
        self.coming: deque[Future[Made]] = deque()
        self.stack = ExitStack()
        self.stack.enter_context(warnings.catch_warnings())  # which threads share
        warnings.filterwarnings("ignore", module=r"PIL\.")  # of what stands beside an image
        self.pool = self.stack.enter_context(ThreadPoolExecutor(workers, "read"))

    def next(self) -> Made:
        """Return what is made of the next of the sequence.

        Raises:
            DataError: it cannot be read.
        """
        while len(self.coming) <= self.workers:
            self.coming.append(self.pool.submit(self.make, self.following()))
        return self.coming.popleft().result()

    def forget(self) -> None:
        """Drop what was made ahead, since the sequence goes on elsewhere."""
        for each in self.coming:
            each.cancel()
        self.coming.clear()

    def close(self) -> None:
        """End the threads; what they are making is waited for."""
        self.forget()
        self.stack.close()


def read(columns: Mapping[Name, LazyColumn], rows: Rows) -> dict[Name, Tensor]:
    """Read rows of lazy columns of one domain, as [B, *event] each, on the CPU.

    Args:
        columns: by any name; their rows are paired.
        rows: int64 [B] on the CPU, or a slice.
    """
    index = rows if isinstance(rows, slice) else rows.numpy()
    found = read_together(columns, index)
    return {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in found.items()}


def send(values: Tensor, device: torch.device) -> Tensor:
    """Return values on the device; they travel to a GPU while it computes.

    It is for the thread that trains: while a step is recorded as a graph, no other one may ask
    anything of a GPU.
    """
    if device.type == "cuda":
        return values.pin_memory().to(device, non_blocking=True)
    return values.to(device)
