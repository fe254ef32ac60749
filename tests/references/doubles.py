"""Stand-ins for nets whose answers are known, and an exact comparison, for the tests here."""

from typing import Any

import torch
from torch import Tensor, nn


def close(actual: Tensor, expected: Any, tolerance: float = 1e-12) -> None:
    """Equal up to the tolerance, relative and absolute, in float64."""
    expected = torch.as_tensor(expected, dtype=torch.float64)
    torch.testing.assert_close(actual, expected, rtol=tolerance, atol=tolerance)


class Constant(nn.Module):
    """A discriminator that answers with its one parameter, whatever it sees."""

    def __init__(self, logit: float) -> None:
        super().__init__()
        self.logit = nn.Parameter(torch.tensor(logit, dtype=torch.float64))

    def forward(self, *values: Tensor) -> Tensor:
        return self.logit.expand(len(values[0]), 1)


class Perfect(nn.Module):
    """A discriminator that recognises the very tensor of real data."""

    def __init__(self, real: Tensor) -> None:
        super().__init__()
        self.real = real

    def forward(self, x: Tensor) -> Tensor:
        return torch.full((len(x), 1), 1e4 if x is self.real else -1e4, dtype=x.dtype)


class Pinned(nn.Module):
    """A net whose value at one input stays what it was, however its parameters move."""

    def __init__(self, net: nn.Module, at: Tensor, *given: Tensor) -> None:
        super().__init__()
        self.net, self.at, self.value = net, at, net(at, *given).detach()

    def forward(self, z: Tensor, *given: Tensor) -> Tensor:
        return self.value if z is self.at else self.net(z, *given)
