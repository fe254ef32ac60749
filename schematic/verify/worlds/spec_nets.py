"""A compiled model → its nets as modules of raw parents, as if a user had brought them.

A net that the compiler builds reads one tensor: its parents joined, classes as one-hot rows, or the
features of another net's trunk. What stands before it is written here once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn

from schematic.constructors import CONSTRUCTORS, NetUse, Port
from schematic.diagnostics import NOWHERE
from schematic.graph import FROZEN, Factor, Schematic
from schematic.graph.ports import constructor_of, joins_parents, net_of, ports, reads_maps
from schematic.program.written_names import attribute
from schematic.verify.worlds.smooth_nets import column


class SpecNet(nn.Module):
    """One net of a model, with the trunk it stands on.

    The trunk keeps its owner. It learns through this net if one player trains both.
    """

    def __init__(self, model: Any, schematic: Schematic, factor: Factor, name: str) -> None:
        """Take the net out of its model."""
        super().__init__()
        self.net: nn.Module = getattr(model, attribute(name))
        line = schematic.nets.get(name)
        trunk = line.trunk if line else None
        self.base = (getattr(model, attribute(trunk)).trunk,) if trunk else ()
        self.trains = trunk is not None and _one_player(schematic, name, trunk)
        spaces = [schematic.nodes[parent].space for parent in factor.parents]
        self.classes = [space.classes for space in spaces]
        is_map = line is not None and not CONSTRUCTORS[line.constructor].has_parameters
        kinds = {space.kind for space in (*spaces, schematic.nodes[factor.child].space)}
        self.hands_on = is_map and len(kinds) == 1
        self.joins = joins_parents(schematic, name)
        self.carries = schematic.is_invertible(factor)

    def forward(self, *parents: Tensor) -> Tensor:
        """Raw parameters, [B, …], or what an invertible net returns: a value and its log|det|."""
        if self.carries:
            carried: Tensor = self.net(*self._apart(parents))
            return carried
        if not self.joins:
            read: Tensor = self.net(*self._apart(parents))
            return read
        pairs = list(zip(parents, self.classes, strict=True))
        if len(pairs) == 1 and not self.classes[0]:
            joined = parents[0]
        else:
            joined = torch.cat([column(value, k) for value, k in pairs], 1)
        for trunk in self.base:
            values = trunk.named_parameters()
            held = {name: value if self.trains else value.detach() for name, value in values}
            joined = torch.func.functional_call(trunk, held, (joined,))
        output: Tensor = self.net(joined)
        return output

    def inverse(self, *parents: Tensor) -> Tensor:
        """What the way back of an invertible net returns: a value and its log|det|."""
        net: Any = self.net
        carried: Tensor = net.inverse(*self._apart(parents))
        return carried

    def _apart(self, parents: Sequence[Tensor]) -> list[Tensor]:
        """Parents one by one, a class as one-hot."""
        pairs = zip(parents, self.classes, strict=True)
        return [column(value, k) if k else value for value, k in pairs]


def trunk_of(module: nn.Module) -> nn.Module:
    """The layers of a net of a world but the last, as the model calls them."""
    found = (module.net if isinstance(module, SpecNet) else module).trunk
    assert isinstance(found, nn.Module)
    return found


def _one_player(schematic: Schematic, net: str, trunk: str) -> bool:
    """Whether one player trains two nets: a discriminator plays alone, a phase for its arrows."""
    groups = {schematic.group_of[net], schematic.group_of[trunk]}
    if FROZEN in groups:
        return False
    red = {group for f in schematic.factors if f.red for group in f.law.groups}
    solid = {group for f in schematic.factors if not f.dashed for group in f.law.groups}
    apart = solid if schematic.schedule.has_phases else red
    return len(groups) == 1 or (len({group in apart for group in groups}) == 1 and not groups & red)


def own_modules(model: Any, schematic: Schematic) -> dict[str, nn.Module]:
    """Every net of a model."""
    found: dict[str, nn.Module] = {}
    for factor in schematic.factors:
        for ref in factor.law.nets:
            found.setdefault(ref.net, SpecNet(model, schematic, factor, ref.net))
    return found


def obstacle(schematic: Schematic) -> str:
    """Why the nets of a small spec cannot be read so, or nothing."""
    for factor in schematic.factors:
        for ref, port in ports(schematic, factor):
            line = schematic.nets.get(ref.net)
            if len(factor.parents) > 1 and reads_maps(schematic, ref.net):
                return f"{ref.net} reads several parents as the maps of one image"
            if not _fits(schematic, ref.net, port):
                return f"{ref.net} does not fit between small ends"
            is_map = line and not CONSTRUCTORS[line.constructor].has_parameters
            if is_map and port.inputs != port.outputs:
                return f"the map {ref.net} has ends of different size once they are small"
    return ""


def _fits(schematic: Schematic, name: str, port: Port) -> bool:
    """Whether what is inside a net can stand between ends, small ones perhaps."""
    net = net_of(schematic, name)
    use = NetUse(name, NOWHERE, net.inside, port)
    return net.trunk is not None or not any(constructor_of(schematic, name).check(use))
