"""A net of the player does not learn from a term: it is frozen, or called under `no_grad`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from torch import Tensor, nn
from torch.func import functional_call

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World


class Frozen(nn.Module):
    """A net that passes gradients on to its parents and keeps none."""

    def __init__(self, net: nn.Module) -> None:
        """Take the net."""
        super().__init__()
        self.net = net

    @property
    def trunk(self) -> Any:
        """The layers of the net but the last, frozen too."""
        return Frozen(self.net.trunk)  # type: ignore[arg-type]

    def forward(self, *parents: Tensor) -> Any:
        """What the net returns."""
        held = {name: value.detach() for name, value in self.net.named_parameters()}
        return functional_call(self.net, held, parents)


def _variants(place: Place) -> Iterator[Variant]:
    for net in place.term.learns:
        says, cure = f"{net} does not learn", f"call {net} without no_grad, and do not freeze it"
        yield Variant(says, cure, place.term, _frozen(net), kin=f"frozen {net}")


@lru_cache(maxsize=256)
def _frozen(net: str) -> World:
    """The world in which a net is frozen; one for all terms that evaluate it."""
    return World(nets={net: Frozen})


MISTAKE = Mistake("frozen_net", 26, _variants)
