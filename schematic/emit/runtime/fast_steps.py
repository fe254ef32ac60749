"""Classes that stand before an emitted model: `LeanAdam`, and `FastSteps` on top of it.

They override `optimizers` and `step` and leave the rest to the model, so its file stays plain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from schematic.emit.runtime.adam import Adam
from schematic.emit.runtime.compiled_step import Graphs


class LeanAdam:
    """A model whose optimizers spend little time beside their kernels."""

    def optimizers(self, *arguments: Any, **given: Any) -> dict[str, torch.optim.Optimizer]:
        """The model's optimizers, each as an `Adam` that calls the fused kernel itself."""
        plain = super().optimizers(*arguments, **given)  # type: ignore[misc]
        return {player: Adam(o.param_groups, **o.defaults) for player, o in plain.items()}


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
        self, batch: Mapping[str, Any], optimizers: Mapping[str, torch.optim.Optimizer]
    ) -> dict[str, Tensor]:
        """One batch as one graph, or eagerly without one; returns losses, scalars in nats."""
        compiled = self.graphs.step_for(self, batch, optimizers)
        if compiled is not None:
            return compiled(batch, optimizers)
        losses: dict[str, Tensor] = super().step(batch, optimizers)  # type: ignore[misc]
        return losses
