"""A sigmoid or softmax is taken before a loss that takes one itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor, nn

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.objective.terms import Contrast, FeatureDensity, Verdict


def _bernoulli(right: Callable[..., Any], value: Tensor, logits: Tensor) -> Any:
    return right(value, torch.sigmoid(logits))


def _categorical(right: Callable[..., Any], value: Tensor, logits: Tensor) -> Any:
    return right(value, torch.softmax(logits, -1))


OF_DENSITY = World(
    kernels={
        "bernoulli_nll": _bernoulli,
        "continuous_bernoulli_nll": _bernoulli,
        "categorical_nll": _categorical,
    }
)


class Squashed(nn.Module):
    """A net with a function of what it returns behind it."""

    def __init__(self, net: nn.Module, function: Callable[[Tensor], Tensor]) -> None:
        """Take the net."""
        super().__init__()
        self.net, self.function = net, function

    @property
    def trunk(self) -> Any:
        """The layers of the net but the last."""
        return self.net.trunk

    def forward(self, *parents: Tensor) -> Tensor:
        """What the net returns, [B, …], and the function of it."""
        return self.function(self.net(*parents))


def squashed(function: Callable[[Tensor], Tensor]) -> Callable[[nn.Module], nn.Module]:
    """What puts a function behind a net."""
    return lambda net: Squashed(net, function)


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    cure = "pass logits, without a sigmoid"
    if isinstance(body, Verdict | Contrast):
        net = body.factor.law.nets[0].net
        says = f"the sigmoid is taken twice: {net} passes probabilities where logits belong"
        yield Variant(says, cure, place.term, _of_net(net), kin="sigmoid")
    elif not isinstance(body, FeatureDensity):
        says = "the sigmoid is taken twice: probabilities are passed where logits belong"
        yield Variant(says, cure, place.term, OF_DENSITY, kin="sigmoid of density")


@lru_cache(maxsize=256)
def _of_net(net: str) -> World:
    """The world in which a net returns probabilities; one for all terms that evaluate it."""
    return World(nets={net: squashed(torch.sigmoid)})


MISTAKE = Mistake("double_sigmoid", 12, _variants)
