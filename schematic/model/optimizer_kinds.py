"""The optimizers that a player may have: what each is called, takes and keeps.

The table imports no torch, so that the command line can list the names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class OptimizerKind:
    """An optimizer of `torch.optim`.

    Attributes:
        called: its class there.
        takes: which of `betas` and `momentum` it has.
        weight_decay: unless somebody asks for another.
        slots: what it keeps of each parameter, with the parameter's shape but for `step`.
        arguments: that it always gets.
    """

    called: str
    takes: frozenset[str]
    slots: frozenset[str]
    weight_decay: float = 0.0
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def keeps(self, momentum: float) -> frozenset[str]:
        """What it keeps of each parameter at some momentum; one of 0 needs no memory."""
        return self.slots | {BUFFER} if momentum else self.slots


BUFFER = "momentum_buffer"
MOMENTS = frozenset({"step", "exp_avg", "exp_avg_sq"})
SIGNED = frozenset({"exp_avg", BUFFER})
"""What an optimizer keeps that may be below 0."""

OPTIMIZERS: Mapping[str, OptimizerKind] = {
    "adam": OptimizerKind("Adam", frozenset({"betas"}), MOMENTS, 0.0, {"fused": True}),
    "adamw": OptimizerKind("AdamW", frozenset({"betas"}), MOMENTS, 0.01, {"fused": True}),
    "sgd": OptimizerKind("SGD", frozenset({"momentum"}), frozenset()),
    "rmsprop": OptimizerKind("RMSprop", frozenset({"momentum"}), frozenset({"step", "square_avg"})),
}
ADAM = "adam"
