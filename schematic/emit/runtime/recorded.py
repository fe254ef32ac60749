"""A function of tensors on a GPU → the same, recorded as a CUDA graph and replayed.

On small nets a step is mostly the launching of its kernels, one by one, from Python. A recording
launches all of them at once. It reads and writes the very memory that it was recorded on, so what
stays where it is (parameters, averages) is taken as it lies, and what is new in every step (data,
noise) is copied to its place first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

Function = Callable[..., Sequence[Tensor]]


class Recorded:
    """A function that is recorded when it is called on the same memory for a second time.

    Attributes:
        run: the function; it makes no difference between tensors that stay and those that are new.
        reason: why it is not recorded; "" if nothing stands against it.
    """

    def __init__(self, run: Function) -> None:
        """Take the function, which is not yet recorded."""
        self.run, self.reason = run, ""
        self.memory: tuple[int, ...] = ()
        self.graph: torch.cuda.CUDAGraph | None = None
        self.places: list[Tensor] = []
        self.results: Sequence[Tensor] = ()

    def __call__(self, staying: Sequence[Tensor], new: Sequence[Tensor]) -> list[Tensor]:
        """What the function returns, in memory of its own.

        Args:
            staying: tensors that it may write to.
            new: tensors of the same layouts in each call, which it only reads.
        """
        memory = tuple([tensor.data_ptr() for tensor in staying])
        is_known, self.memory = memory == self.memory, memory
        if not is_known:
            self.graph = None
        elif self.graph is None and not self.reason:
            self._record(staying, new)
        if self.graph is None:
            return list(self.run(*staying, *new))
        for place, tensor in zip(self.places, new, strict=True):
            place.copy_(tensor)
        self.graph.replay()
        return [result.clone() for result in self.results]

    def _record(self, staying: Sequence[Tensor], new: Sequence[Tensor]) -> None:
        """Record a call; nothing is computed, and where that cannot be, the reason is kept."""
        self.places = [tensor.detach().clone() for tensor in new]
        graph = torch.cuda.CUDAGraph()
        try:
            with torch.cuda.graph(graph):
                self.results = self.run(*staying, *self.places)
        except RuntimeError as error:
            self.reason = str(error).splitlines()[0]
            return
        self.graph = graph
