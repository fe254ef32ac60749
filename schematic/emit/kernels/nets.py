"""What emitted models need around their nets: freezing, trunks, and the values that nets read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn


class frozen:
    """A context in which nets pass gradients on to their inputs and keep none for themselves."""

    def __init__(self, *nets: nn.Module) -> None:
        """Take the nets."""
        self.parameters = [p for net in nets for p in net.parameters() if p.requires_grad]

    def __enter__(self) -> None:
        """Freeze."""
        for parameter in self.parameters:
            parameter.requires_grad_(False)

    def __exit__(self, *_: object) -> None:
        """Thaw."""
        for parameter in self.parameters:
            parameter.requires_grad_(True)


class evaluating:
    """A context in which nets compute as they do in evaluation, and keep no statistics."""

    def __init__(self, *nets: nn.Module) -> None:
        """Take the nets."""
        self.modules = [m for net in nets for m in net.modules() if m.training]

    def __enter__(self) -> None:
        """Evaluate."""
        for module in self.modules:
            module.training = False

    def __exit__(self, *_: object) -> None:
        """Go on as before."""
        for module in self.modules:
            module.training = True


class OnTrunk(nn.Module):
    """A net whose features, those of its trunk, other nets read too."""

    def __init__(self, trunk: nn.Module, head: nn.Module) -> None:
        """Take the layers up to the features, and those behind them."""
        super().__init__()
        self.trunk, self.head = trunk, head

    def forward(self, value: Tensor) -> Tensor:
        """Raw parameters, [B, …]."""
        output: Tensor = self.head(self.trunk(value))
        return output


class Scale(nn.Module):
    """A fixed map: values times a number."""

    def __init__(self, factor: float) -> None:
        """Take the number."""
        super().__init__()
        self.factor = factor

    def forward(self, value: Tensor) -> Tensor:
        """The product, [B, …]."""
        return self.factor * value


class Mask(nn.Module):
    """A fixed map: some elements of each example, and 0 in the place of the others."""

    kept: Tensor

    def __init__(self, height: int, width: int, kept: Callable[[Tensor, Tensor], Tensor]) -> None:
        """Take the sides of a map, and which of its places are kept, told by row and column."""
        super().__init__()
        row, column = torch.arange(height)[:, None], torch.arange(width)
        places = kept(row, column).expand(height, width)
        self.register_buffer("kept", places, persistent=False)

    def forward(self, value: Tensor) -> Tensor:
        """The masked values, [B, channels · height · width] or [B, …, height, width]."""
        maps = value.reshape(len(value), -1, *self.kept.shape)
        return (maps * self.kept).reshape(value.shape)


class Embedded(nn.Module):
    """Joined parents, in which trained numbers stand for each class."""

    def __init__(self, sizes: Sequence[int], *, classes: Sequence[int], size: int) -> None:
        """Take how many numbers each parent brings, which are classes, and their new size."""
        super().__init__()
        self.sizes, self.classes = list(sizes), list(classes)
        self.tables = nn.ModuleList([nn.Linear(sizes[at], size, bias=False) for at in classes])

    def forward(self, joined: Tensor) -> Tensor:
        """Parents as a row or as channels, [B, Σ sizes, …], with classes as `size` numbers."""
        parts = list(torch.split(joined, self.sizes, 1))
        for at, table in zip(self.classes, self.tables, strict=True):
            parts[at] = table(parts[at].movedim(1, -1)).movedim(-1, 1)
        return torch.cat(parts, 1)


class Constant(nn.Module):
    """Numbers that are trained and the same for every example."""

    def __init__(self, shape: Sequence[int]) -> None:
        """Take the shape of what an example gets."""
        super().__init__()
        self.value = nn.Parameter(torch.zeros(tuple(shape)))

    def forward(self, value: Tensor) -> Tensor:
        """The numbers, [B, …], as many times as there are examples."""
        return self.value.expand(len(value), *self.value.shape)


def one_hot(index: Tensor, classes: int, model: nn.Module) -> Tensor:
    """Classes [B] as rows [B, classes], of the type of the model's parameters."""
    like = next(model.parameters())
    zeros = torch.zeros(len(index), classes, dtype=like.dtype, device=like.device)
    return zeros.scatter(1, index[:, None], 1.0)


def need(given: Mapping[str, Tensor], *names: str) -> list[Tensor]:
    """The values of these nodes.

    Raises:
        TypeError: one is missing.
    """
    if missing := [name for name in names if name not in given]:
        message = f"give a value for {', '.join(missing)}"
        raise TypeError(message)
    return [given[name] for name in names]


def join(*values: Tensor) -> Tensor:
    """Several parents [B, …] as one row an example, [B, Σ elements]."""
    return torch.cat([value.flatten(1) for value in values], 1)


def join_maps(*values: Tensor) -> Tensor:
    """Several parents as channels of one image [B, Σ channels, H, W]; vectors fill its pixels."""
    height, width = next(value.shape[-2:] for value in values if value.dim() == 4)
    maps = [v if v.dim() == 4 else v.flatten(1)[..., None, None] for v in values]
    return torch.cat([m.expand(-1, -1, height, width) for m in maps], 1)


def tile(value: Tensor, copies: int) -> Tensor:
    """The batch [B, …] repeated, [copies · B, …]."""
    return value.repeat(copies, *(1 for _ in value.shape[1:]))
