"""A model that trains → an exponential moving average of its parameters over the steps.

After step t the average a of each parameter w becomes a + (1 − d)(w − a) with the decay
d = min(decay, (1 + t) / (10 + t)). The smaller decay of the first steps lets the average forget
where the parameters began: after 100 steps the initial values count for less than 10⁻¹⁰.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from schematic.training.checkpoint.training_state import Values, averaged_names, local_part

WARMTH = 10
"""How many steps the average looks back at the beginning: about a tenth of those that were made."""


def begin_average(model: nn.Module) -> Values:
    """Return what an average begins with: a copy of the parameters and of the real buffers."""
    state = model.state_dict()
    return {name: state[name].detach().clone() for name in averaged_names(model)}


class Averaging:
    """Moves an average after each step, and lets the model be looked at with it.

    Buffers that hold real numbers, such as the running means of a normalisation, are averaged as
    parameters are. A process that keeps a share of the parameters averages its share.
    """

    def __init__(self, model: nn.Module, average: Values, decay: float) -> None:
        """Take a model, the average so far, and its decay.

        Args:
            model: an emitted model.
            average: by the names of the model's tensors; it is changed in place.
            decay: the share of the old average that is kept in a step, in the long run.
        """
        self.decay = decay
        self.average = [local_part(value) for value in average.values()]
        self.places = [_place(model, name) for name in average]

    @torch.no_grad()
    def update(self, step: int) -> None:
        """Move the average towards what the model has after a step; the first is step 1."""
        decay = min(self.decay, (1 + step) / (WARMTH + step))
        torch._foreach_lerp_(self.average, self._values(), 1 - decay)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Within this context, the model has the average for its parameters and buffers."""
        values = self._values()
        before = [value.clone() for value in values]
        self._put(values, self.average)
        try:
            yield
        finally:
            self._put(values[::-1], before[::-1])

    def _values(self) -> list[Tensor]:
        """The tensors of this moment; a net may have put another buffer in the place of one."""
        return [local_part(kept[name].detach()) for kept, name in self.places]

    @torch.no_grad()
    def _put(self, places: list[Tensor], values: list[Tensor]) -> None:
        for place, value in zip(places, values, strict=True):
            place.copy_(value)


def _place(model: nn.Module, name: str) -> tuple[dict[str, Any], str]:
    """Where a module keeps a tensor, and under which name."""
    path, _, last = name.rpartition(".")
    module = model.get_submodule(path)
    return (module._parameters if last in module._parameters else module._buffers), last
