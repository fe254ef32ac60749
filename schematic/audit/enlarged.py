"""Parameters on which losses show their shapes: those of fresh nets, and larger ones in turn.

The logits of a fresh net are near 0, where a hinge is a straight line and a sigmoid is ½, and the
slope of a discriminator is below 1: losses that differ elsewhere are the same there. And parameters
that begin at 0 stop the gradient of all that stands before them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from schematic.audit.tries import Try
from schematic.graph import FROZEN, Schematic
from schematic.model.seeded import seeded
from schematic.program.written_names import attribute

SIZE = 1.5
"""The root of the mean square that a net's outputs get, where they are smaller."""
FACTORS = (30.0, 5.0, 2.0, 1.0)
"""The largest factor of a last layer; a smaller one is taken where losses would run away."""
GROWTH = 1e3
"""How much larger than before a loss may become, in nats."""


class Settings:
    """The parameters of some nets, and the two settings that they take in turn."""

    def __init__(self, model: Any, nets: Mapping[str, nn.Module], tried: Try, seed: int) -> None:
        """Find the settings. Nets that nobody trains have one.

        Args:
            model: the compiled model, which calls the nets.
            nets: by name, as a user's function gets them.
            tried: a batch on which outputs are looked at.
            seed: of what is added to parameters.

        Raises:
            SchematicError: the batch does not fit the model.
        """
        schematic: Schematic = model.program.schematic
        trained = [name for name in nets if schematic.group_of[name] != FROZEN]
        every = {id(p): p for name in trained for p in nets[name].parameters()}
        self.parameters = tuple(p for p in every.values() if p.is_floating_point())
        before = _values(self.parameters)
        with torch.no_grad(), seeded(seed):
            for parameter in self.parameters:
                parameter.mul_(1.2).add_(0.05 * torch.randn_like(parameter))
        small = _values(self.parameters)
        sizes, first = _sizes(model, trained, tried, seed)
        for most in FACTORS:
            self._take(small)
            _enlarge(model, sizes, most)
            _, largest = _sizes(model, (), tried, seed)
            if largest <= GROWTH * (1 + first):
                break
        self.settings = (_values(self.parameters), small)
        self._take(before)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Within: settings may be taken; afterwards parameters are what they were."""
        before = _values(self.parameters)
        try:
            yield
        finally:
            self._take(before)

    def take(self, number: int) -> None:
        """Let the parameters be those of the batch of this number."""
        self._take(self.settings[number % len(self.settings)])

    def _take(self, values: Sequence[Tensor]) -> None:
        with torch.no_grad():
            for parameter, value in zip(self.parameters, values, strict=True):
                parameter.copy_(value)


def _values(parameters: Sequence[nn.Parameter]) -> list[Tensor]:
    return [parameter.detach().clone() for parameter in parameters]


def _sizes(
    model: Any, names: Sequence[str], tried: Try, seed: int
) -> tuple[dict[str, float], float]:
    """The size of what some nets return, and of the largest loss."""
    sizes: dict[str, float] = {}
    hooks = [_module(model, name).register_forward_hook(_kept(sizes, name)) for name in names]
    try:
        with seeded(seed):
            losses = model.losses(tried.batch, tried.noise).values()
    finally:
        for hook in hooks:
            hook.remove()
    largest = torch.stack([loss.detach().abs() for loss in losses]).max()
    return sizes, float(largest.nan_to_num(torch.inf))


def _enlarge(model: Any, sizes: Mapping[str, float], most: float) -> None:
    """Make the last layers larger of nets whose outputs are small."""
    with torch.no_grad():
        for name, size in sizes.items():
            for parameter in _last(_module(model, name)):
                parameter.mul_(min(most, max(1.0, SIZE / max(size, 1e-6))))


def _module(model: Any, name: str) -> nn.Module:
    found: nn.Module = getattr(model, attribute(name))
    return found


def _kept(sizes: dict[str, float], name: str) -> Any:
    def hook(module: nn.Module, given: object, output: object) -> None:
        if isinstance(output, Tensor) and output.is_floating_point():
            size = float(output.detach().square().mean().sqrt())
            sizes[name] = max(sizes.get(name, 0.0), size)

    return hook


def _last(module: nn.Module) -> list[nn.Parameter]:
    """The parameters of the last layer: from the last matrix on."""
    every = list(module.parameters())
    at = max((at for at, each in enumerate(every) if each.dim() > 1), default=len(every))
    return every[at:]
