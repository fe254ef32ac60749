"""The words after `act =`, each with its layer."""

from __future__ import annotations

from collections.abc import Mapping

ACTIVATIONS: Mapping[str, str] = {
    "elu": "nn.ELU()",
    "gelu": "nn.GELU()",
    "leaky": "nn.LeakyReLU(0.2)",
    "relu": "nn.ReLU()",
    "sigmoid": "nn.Sigmoid()",
    "silu": "nn.SiLU()",
    "softplus": "nn.Softplus()",
    "tanh": "nn.Tanh()",
}
