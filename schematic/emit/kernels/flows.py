"""Invertible nets: affine layers that tell log|det| of their Jacobian, in both directions.

A flow is called with the value that it carries, [B, …], and with what it is given besides, [B, …]
each, and returns the carried value with log|det ∂value/∂argument|, [B]. Log-scales are bounded.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Flow(nn.Module):
    """Invertible layers one after another, between values of two shapes."""

    def __init__(self, before: Sequence[int], after: Sequence[int], *layers: nn.Module) -> None:
        """Take the event shapes of what is carried, and the layers, each on rows [B, D]."""
        super().__init__()
        self.before, self.after = tuple(before), tuple(after)
        self.layers = nn.ModuleList(layers)

    def forward(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The carried value [B, *after], and log|det| [B]."""
        value, rows = value.flatten(1), [each.flatten(1) for each in given]
        total = value.new_zeros(len(value))
        for layer in self.layers:
            value, log_det = layer(value, *rows)
            total = total + log_det
        return value.reshape(len(value), *self.after), total

    def inverse(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """What is carried to a value, [B, *before], and log|det| of this way back, [B]."""
        value, rows = value.flatten(1), [each.flatten(1) for each in given]
        total = value.new_zeros(len(value))
        for layer in reversed(self.layers):
            value, log_det = layer.inverse(value, *rows)  # type: ignore[operator]
            total = total + log_det
        return value.reshape(len(value), *self.before), total


class Coupling(nn.Module):
    """Every other element is scaled and shifted as the rest of them says  [Dinh2017, eq. 7]."""

    def __init__(
        self, size: int, given: int, hidden: Sequence[int], act: nn.Module, moves: int
    ) -> None:
        """Take the elements, the numbers that are given besides, and which elements move: 0 or 1.

        Elements 0, 2, 4, … move where `moves` is 0, the others where it is 1.
        """
        super().__init__()
        self.moves = moves
        kept, moved = len(range(1 - moves, size, 2)), len(range(moves, size, 2))
        widths = [max(kept + given, 1), *hidden]
        rows = zip(widths, hidden, strict=False)
        layers = [layer for a, b in rows for layer in (nn.Linear(a, b), act)]
        self.net = nn.Sequential(*layers, nn.Linear(widths[-1], 2 * moved))

    def read(self, value: Tensor, given: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """The log-scales and the shifts, [B, moved] each, from what stays and what is given."""
        seen = torch.cat([value[:, 1 - self.moves :: 2], *given], 1)
        raw = self.net(seen if seen.shape[1] else value.new_ones(len(value), 1))
        scale, shift = raw.chunk(2, 1)
        return bounded(scale), shift

    def forward(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The elements that move become x exp(s) + t, [B, D]; log|det| is Σ s, [B]."""
        scale, shift = self.read(value, given)
        moved = value[:, self.moves :: 2] * torch.exp(scale) + shift
        return self.together(value, moved), scale.sum(1)

    def inverse(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The elements that moved become (x − t) exp(−s), [B, D]; log|det| is −Σ s, [B]."""
        scale, shift = self.read(value, given)
        moved = (value[:, self.moves :: 2] - shift) * torch.exp(-scale)
        return self.together(value, moved), -scale.sum(1)

    def together(self, value: Tensor, moved: Tensor) -> Tensor:
        """The elements that stay and those that have moved, in their places, [B, D]."""
        result = value.clone()
        result[:, self.moves :: 2] = moved
        return result


class Autoregressive(nn.Module):
    """Each element is scaled and shifted as those before it say  [Kingma2016; Papamakarios2017].

    A masked net reads all of them at once [Germain2015]; the way back takes one call an element.
    """

    def __init__(
        self, size: int, given: int, hidden: Sequence[int], act: nn.Module, last_first: bool
    ) -> None:
        """Take the elements, the numbers that are given besides, and the order of the elements.

        A unit of degree m sees what has degree m or less: what is given has 0, elements count from
        1, hidden units are spread over 0, …, D − 1. Element i is told by units of degree below i.
        """
        super().__init__()
        self.order = list(range(size))[:: -1 if last_first else 1]
        places = torch.tensor([self.order.index(element) + 1 for element in range(size)])
        degrees = [torch.cat([places, torch.zeros(given, dtype=torch.long)])]
        degrees += [torch.arange(width) * size // width for width in hidden]
        layers: list[nn.Module] = []
        for below, above in itertools.pairwise(degrees):
            layers += [MaskedLinear(above[:, None] >= below), act]
        seen = torch.cat([places, places])[:, None] > degrees[-1]
        self.net = nn.Sequential(*layers, MaskedLinear(seen))

    def read(self, value: Tensor, given: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
        """The log-scales and the shifts, [B, D] each; earlier elements tell those of later ones."""
        scale, shift = self.net(torch.cat([value, *given], 1)).chunk(2, 1)
        return bounded(scale), shift

    def forward(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The values x exp(s) + t, [B, D]; log|det| is Σ s, [B]."""
        scale, shift = self.read(value, given)
        return value * torch.exp(scale) + shift, scale.sum(1)

    def inverse(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The values (x − t) exp(−s), [B, D], an element after another; log|det| is −Σ s, [B]."""
        columns, found = value.unbind(1), list(torch.zeros_like(value).unbind(1))
        total = value.new_zeros(len(value))
        for element in self.order:
            scale, shift = self.read(torch.stack(found, 1), given)
            found[element] = (columns[element] - shift[:, element]) * torch.exp(-scale[:, element])
            total = total - scale[:, element]
        return torch.stack(found, 1), total


class MaskedLinear(nn.Linear):
    """A linear layer without some of its weights."""

    mask: Tensor

    def __init__(self, mask: Tensor) -> None:
        """Take which weights there are, [out, in]."""
        super().__init__(mask.shape[1], mask.shape[0])
        self.register_buffer("mask", mask, persistent=False)

    def forward(self, input: Tensor) -> Tensor:
        """The weighted sums, [B, out]."""
        return nn.functional.linear(input, self.weight * self.mask, self.bias)


class Backwards(nn.Module):
    """A layer whose ways there and back are exchanged: what took a call an element takes one."""

    def __init__(self, layer: nn.Module) -> None:
        """Take the layer."""
        super().__init__()
        self.layer = layer

    def forward(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The layer's way back."""
        result: tuple[Tensor, Tensor] = self.layer.inverse(value, *given)  # type: ignore[operator]
        return result

    def inverse(self, value: Tensor, *given: Tensor) -> tuple[Tensor, Tensor]:
        """The layer's way there."""
        result: tuple[Tensor, Tensor] = self.layer(value, *given)
        return result


def bounded(raw: Tensor) -> Tensor:
    """A log-scale in (−2, 2), of slope 1 at 0."""
    return 2 * torch.tanh(raw / 2)
