"""Modules of the user in a program → findings about how they would learn beside the others."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from itertools import chain

from torch import Tensor, nn
from torch.nn.modules.batchnorm import _NormBase
from torch.nn.modules.dropout import _DropoutNd

from schematic.diagnostics import Diagnostic, SchematicError
from schematic.diagnostics.diagnostic import errors as only_errors
from schematic.diagnostics.report import write_text
from schematic.graph import FROZEN, Factor
from schematic.graph.names import greek
from schematic.graph.ports import constructor_of
from schematic.model import model_findings as errors
from schematic.model.trial import like
from schematic.program import Program
from schematic.program.ops import one_by_one

Modules = Mapping[str, nn.Module]
_MODAL = (_NormBase, _DropoutNd, nn.RReLU)
"""Layers that do something else in evaluation mode."""


def require_learning(program: Program, modules: Modules) -> None:
    """Refuse modules that cannot be trained as the program trains them, and warn of doubtful ones.

    Raises:
        SchematicError: two are of different types (SGM642), or no parameter of a player can learn
            (SGM643).
    """
    found = [*_types(modules), *_still(program, modules), *_modes(program, modules)]
    if any(only_errors(found)):
        raise SchematicError(found, program.schematic.source)
    for finding in found:
        warnings.warn(write_text([finding], program.schematic.source), stacklevel=6)


def frozen_in(program: Program) -> set[str]:
    """The nets that pass on a gradient somewhere, and keep none."""
    blocks = (program.shared, *(section.ops for section in program.sections))
    return {net for op in one_by_one(chain(*blocks)) for net in getattr(op, "freeze", ())}


def _types(modules: Modules) -> Iterator[Diagnostic]:
    """Modules that compute in another type, or elsewhere, than the first that computes."""
    computing = {net: like(m) for net, m in modules.items() if is_computing(m)}
    for first, value in computing.items():
        for second, other in computing.items():
            if (value.dtype, value.device) != (other.dtype, other.device):
                yield errors.other_type(first, _kind(value), second, _kind(other))
                return
        return


def is_computing(module: nn.Module) -> bool:
    """Whether a module has numbers of its own, and so a type and a device to compute in."""
    every = chain(module.parameters(), module.buffers())
    return any(each.is_floating_point() for each in every)


def _kind(value: Tensor) -> str:
    return f"{str(value.dtype).removeprefix('torch.')} on {value.device}"


def _still(program: Program, modules: Modules) -> Iterator[Diagnostic]:
    """Modules for trained nets in which nothing can learn."""
    schematic = program.schematic
    for player in program.objective.players:
        learning = {net: _learns(program, net, modules) for net in player.nets}
        for net, learns in learning.items():
            if net in modules and not learns:
                group, name = greek(schematic.group_of[net]), greek(player.name)
                factor, alone = _factor_of(program, net), not any(learning.values())
                yield errors.learns_nothing(factor, net, group, name, alone=alone)


def _learns(program: Program, net: str, modules: Modules) -> bool:
    """Whether a net has a parameter that can learn."""
    if net in modules:
        return any(parameter.requires_grad for parameter in modules[net].parameters())
    return constructor_of(program.schematic, net).has_parameters


def _modes(program: Program, modules: Modules) -> Iterator[Diagnostic]:
    """Modules for trained nets that were left in evaluation mode, where it matters."""
    for net, module in modules.items():
        if module.training or program.schematic.group_of[net] == FROZEN:
            continue
        layer = next((part for part in module.modules() if isinstance(part, _MODAL)), None)
        if layer is not None:
            yield errors.in_evaluation(_factor_of(program, net), net, type(layer).__name__)


def _factor_of(program: Program, net: str) -> Factor:
    """The first arrow that a net serves."""
    factors = program.schematic.factors
    return next(each for each in factors if any(ref.net == net for ref in each.law.nets))
