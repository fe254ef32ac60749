"""Nets → the modes in which losses are compared: batch norms in training, all else in evaluation.

A loss that is trained reads the statistics of its batch where a net has a batch norm, so that is
what is compared. Dropout and spectral norms draw or keep something from call to call, so they are
in evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from torch import nn
from torch.nn.modules.batchnorm import _NormBase

from schematic.graph import FROZEN, Schematic


def batch_norms(net: nn.Module) -> dict[str, nn.Module]:
    """The modules of a net that keep statistics of batches, by their names in it."""
    return {name: each for name, each in net.named_modules() if isinstance(each, _NormBase)}


def trained_norms(schematic: Schematic, nets: Mapping[str, nn.Module]) -> tuple[nn.Module, ...]:
    """Those of all nets that somebody trains."""
    trained = (net for name, net in nets.items() if schematic.group_of[name] != FROZEN)
    return tuple({id(norm): norm for net in trained for norm in batch_norms(net).values()}.values())


class Statistics:
    """The buffers of some modules, as they are now."""

    def __init__(self, modules: Iterable[nn.Module]) -> None:
        """Remember the values."""
        every = {id(each): each for module in modules for each in module.modules()}.values()
        self.buffers = [buffer for module in every for buffer in module.buffers(recurse=False)]
        self.values = [buffer.detach().clone() for buffer in self.buffers]

    def put_back(self) -> None:
        """Give the buffers these values; a graph that holds them does not see it as a change."""
        for buffer, value in zip(self.buffers, self.values, strict=True):
            buffer.data.copy_(value)


@contextmanager
def training(norms: Iterable[nn.Module]) -> Iterator[None]:
    """Within: these modules are in training mode, as others are in evaluation."""
    norms = tuple(norms)
    with kept(norms):
        for norm in norms:
            norm.training = True
        yield


@contextmanager
def kept(modules: Iterable[nn.Module]) -> Iterator[None]:
    """Within: modes and buffers may change; afterwards they are what they were."""
    every = {id(each): each for module in modules for each in module.modules()}.values()
    modes = [(module, module.training) for module in every]
    before = Statistics(every)
    try:
        yield
    finally:
        for module, mode in modes:
            module.training = mode
        before.put_back()
