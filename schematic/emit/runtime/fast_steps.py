"""The class that stands before an emitted model and compiles its steps.

It overrides `step` and leaves the rest to the model, so the model's own file stays plain. A
compiled step is taken once it has been compared with the plain one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from schematic.emit.runtime.adam import LeanAdam
from schematic.emit.runtime.compiled_step import Graphs


class FastSteps(LeanAdam):
    """A model whose `step` compiles itself as one graph.

    Attributes:
        graphs: the compiled steps.
    """

    def __init__(self, *arguments: Any, **given: Any) -> None:
        """Make the model, and begin without a graph."""
        super().__init__(*arguments, **given)
        self.graphs = Graphs()

    def step(
        self,
        batch: Mapping[str, Any] | Sequence[Mapping[str, Any]],
        optimizers: Mapping[str, torch.optim.Optimizer],
    ) -> dict[str, Tensor]:
        """One step as one graph, or eagerly without one; returns losses, scalars in nats."""
        plain: Callable[..., dict[str, Tensor]] = super().step  # type: ignore[misc]
        compiled = self.graphs.step_for(self, batch, optimizers, plain)
        return (compiled or plain)(batch, optimizers)
