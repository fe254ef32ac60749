"""Modules of the user, tried on their parents → the shapes that they show, or findings.

Each module is tried once for each arrow that it serves, on two rows of zeros, and left as it was.
"""

from __future__ import annotations

import traceback
import warnings
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor, nn

from schematic.diagnostics import SchematicError
from schematic.diagnostics.report import write_text
from schematic.families import Kind
from schematic.graph import Factor, Schematic
from schematic.graph.schematic import Space
from schematic.model import model_findings as errors
from schematic.model.bind import with_shapes
from schematic.model.invertible import broken_promise
from schematic.model.left_alone import left_alone
from schematic.model.passing_on import broken_freeze
from schematic.model.trial import Trial, is_lazy, like, tried
from schematic.objective.estimator import is_read_as_numbers
from schematic.program.raw_parameters import axis_of, nets_of
from schematic.spaces import width

PROBES = 2
"""The batch size of a probe."""
RANGED = frozenset({"logits", "log_var", "log_scale"})
"""Raw parameters that may be any number, so that a module for them has no bounded end."""


@dataclass(frozen=True)
class Probed:
    """What is known of the modules of a user, once they have been tried.

    Attributes:
        schematic: with the shapes that they show.
        modules: by net.
        waiting: the factors whose modules could not be tried yet, for a parent has no shape.
        changing: nets whose modules change their arguments in place.
    """

    schematic: Schematic
    modules: Mapping[str, nn.Module]
    waiting: tuple[Factor, ...]
    changing: frozenset[str] = frozenset()

    @property
    def given_copies(self) -> frozenset[str]:
        """The nets that get copies: those that change their arguments, or could not be tried."""
        untried = {ref.net for factor in self.waiting for ref in factor.law.nets}
        return self.changing | (untried & self.modules.keys())

    @property
    def is_settled(self) -> bool:
        """Whether no module waits for a batch to show the sizes of its layers."""
        return not any(map(is_lazy, self.modules.values()))


def unprobed(schematic: Schematic, modules: Mapping[str, nn.Module]) -> Probed:
    """The modules of a schematic before they are tried."""
    waiting = (f for f in schematic.factors if any(ref.net in modules for ref in f.law.nets))
    return Probed(schematic, dict(modules), tuple(waiting))


def probe(probed: Probed) -> Probed:
    """Try every module whose parents have shapes; those of the data may have come since the last.

    Lazy layers take their first parameters from PyTorch's generator.

    Raises:
        SchematicError: a module fails on its parents (SGM604) or returns a wrong shape (SGM603).
    """
    progress = True
    with torch.inference_mode(mode=False):
        while progress:
            progress = False
            for factor in probed.waiting:
                nodes = probed.schematic.nodes
                if all(nodes[parent].space.shape is not None for parent in factor.parents):
                    probed, progress = _probe(probed, factor), True
    return probed


def _probe(probed: Probed, factor: Factor) -> Probed:
    """The same after the modules of one factor have been tried."""
    schematic, changing = probed.schematic, set(probed.changing)
    names = iter(factor.law.form.raw)
    for ref, copies in nets_of(factor):
        raw = tuple(islice(names, copies))
        if ref.net not in probed.modules:
            continue
        module = probed.modules[ref.net]
        if schematic.is_invertible(factor):
            schematic = _probe_invertible(schematic, factor, ref.net, module)
            continue
        trial = _run(schematic, factor, ref.net, module)
        output = _require_tensor(schematic, factor, ref.net, raw, trial.output)
        schematic = _with_child(schematic, factor, output, copies)
        _require_shape(schematic, factor, ref.net, raw, output)
        _warn_of_end(schematic, factor, ref.net, raw, trial)
        if trial.changes:
            changing.add(ref.net)
    waiting = tuple(each for each in probed.waiting if each is not factor)
    return Probed(schematic, probed.modules, waiting, frozenset(changing))


def require_freezing(probed: Probed, frozen: Container[str]) -> None:
    """Refuse a module through which another player learns, and that cannot be frozen for it.

    Args:
        probed: modules that have been tried.
        frozen: the nets through which others learn.

    Raises:
        SchematicError: SGM644.
    """
    for factor in probed.schematic.factors:
        for ref in factor.law.nets:
            module = probed.modules.get(ref.net)
            if module is None or ref.net not in frozen or factor in probed.waiting:
                continue
            arguments = _arguments(probed.schematic, factor, module)
            if why := broken_freeze(module, arguments):
                finding = errors.never_frozen(factor, ref.net, why)
                raise SchematicError([finding], probed.schematic.source)


def _arguments(schematic: Schematic, factor: Factor, module: nn.Module) -> list[Tensor]:
    """Zeros of a factor's parents, [B, …] each, as a module takes them."""
    spaces = [(schematic.nodes[n].space, is_read_as_numbers(schematic, n)) for n in factor.parents]
    return [_zeros(space, like(module), numbers=numbers) for space, numbers in spaces]


def _run(schematic: Schematic, factor: Factor, net: str, module: nn.Module) -> Trial:
    """What the module does with zeros of its parents' shapes."""
    arguments = _arguments(schematic, factor, module)
    try:
        return tried(module, arguments)
    except Exception as fault:  # whatever a user's module may raise
        raise _failed(schematic, factor, net, fault, arguments) from fault


def _failed(
    schematic: Schematic, factor: Factor, net: str, fault: Exception, given: Sequence[Tensor]
) -> SchematicError:
    shown = ", ".join(_shown(tuple(each.shape)) for each in given)
    reason = f"{type(fault).__name__}: {str(fault).splitlines()[0] if str(fault) else ''}"
    reason += f", at {place}" if (place := _place(fault)) else ""
    return SchematicError([errors.module_failed(factor, net, reason, shown)], schematic.source)


def _place(fault: Exception) -> str:
    """The last line of a user's own code that an error passed; "" where it passed none."""
    ours = str(Path(__file__).parents[1]), str(Path(torch.__file__).parent)
    frames = traceback.extract_tb(fault.__traceback__)
    own = [frame for frame in frames if not frame.filename.startswith((*ours, "<"))]
    return f"{own[-1].filename}:{own[-1].lineno}" if own else ""


def _require_tensor(
    schematic: Schematic, factor: Factor, net: str, raw: Sequence[str], output: object
) -> Tensor:
    """The output of a module, which must be one tensor (SGM603)."""
    if isinstance(output, Tensor):
        return output
    cure = "let it return one tensor"
    if isinstance(output, tuple | list) and all(isinstance(each, Tensor) for each in output):
        axis = axis_of(schematic.nodes[factor.child])
        joined = f"torch.cat(({', '.join(raw)}), dim={axis})"
        cure = f"let it return `{joined}`" if len(output) == len(raw) > 1 else f"{cure} of them"
    finding = errors.wrong_output(
        factor, net, _parts(output), "a tensor", _asked(factor, raw), cure
    )
    raise SchematicError([finding], schematic.source)


def _parts(output: object) -> str:
    """What a module returned in the place of a tensor, for a finding."""
    kind = type(output).__name__
    if isinstance(output, tuple | list):
        return f"a {kind} of {len(output)}"
    if isinstance(output, Mapping):
        return f"a {kind} with {', '.join(f'`{key}`' for key in output)}"
    return f"a {kind}"


def _asked(factor: Factor, raw: Sequence[str]) -> str:
    """What a factor asks its net for, in words."""
    return "the mean" if factor.hollow else " and ".join(raw)


def _with_child(schematic: Schematic, factor: Factor, output: Tensor, copies: int) -> Schematic:
    """The schematic with the shape that an output shows of a child that has none."""
    child = schematic.nodes[factor.child]
    if child.space.shape is not None:
        return schematic
    shape = _event(tuple(output.shape)[1:], copies, axis_of(child))
    return schematic if shape is None else with_shapes(schematic, {child.name: shape})


def _require_shape(
    schematic: Schematic, factor: Factor, net: str, raw: Sequence[str], output: Tensor
) -> None:
    """Refuse an output that has not the shape of its child's raw parameters (SGM603)."""
    child, found = schematic.nodes[factor.child], tuple(output.shape)
    expected = _expected(child.space, len(raw), axis_of(child))
    if found not in expected:
        shown = " or ".join(_shown(shape) for shape in expected)
        asked = _asked(factor, raw)
        finding = errors.wrong_output(factor, net, _shown(found), shown, asked)
        raise SchematicError([finding], schematic.source)


def _warn_of_end(
    schematic: Schematic, factor: Factor, net: str, raw: Sequence[str], trial: Trial
) -> None:
    """Warn of a module for raw parameters that may be any number, and that keeps to a range."""
    asked = [name for name in raw if name in RANGED]
    if trial.end and asked:
        finding = errors.bounded_logits(factor, net, trial.end, asked[0])
        warnings.warn(write_text([finding], schematic.source), stacklevel=6)


def _probe_invertible(
    schematic: Schematic, factor: Factor, net: str, module: nn.Module
) -> Schematic:
    """The schematic with the child's shape; an invertible module must keep what it promises.

    Raises:
        SchematicError: it fails (SGM604), or is not invertible as it says (SGM511).
    """
    first = schematic.nodes[factor.parents[0]].space
    zeros, *rows = _arguments(schematic, factor, module)
    shape, generator = tuple(first.shape or ()), torch.Generator().manual_seed(0)
    value = torch.randn(PROBES, *shape, dtype=zeros.dtype, generator=generator).to(zeros.device)
    try:
        with left_alone(module):
            fault = broken_promise(module.eval(), value, rows, backwards=not factor.dashed)
    except Exception as raised:  # whatever a user's module may raise
        raise _failed(schematic, factor, net, raised, (value, *rows)) from raised
    child = schematic.nodes[factor.child]
    if not fault and child.space.shape is None:
        return with_shapes(schematic, {child.name: shape})
    if not fault and width(child.space) != width(first):
        fault = f"its first parent has {width(first)} elements and its child {width(child.space)}"
    if fault:
        raise SchematicError([errors.not_invertible(factor, net, fault)], schematic.source)
    return schematic


def _zeros(space: Space, like: Tensor, *, numbers: bool) -> Tensor:
    if space.kind is Kind.CAT and numbers:
        return torch.zeros(PROBES, space.classes, dtype=like.dtype, device=like.device)
    if space.kind is Kind.CAT:
        return torch.zeros(PROBES, dtype=torch.long, device=like.device)
    return torch.zeros(PROBES, *(space.shape or ()), dtype=like.dtype, device=like.device)


def _event(found: tuple[int, ...], copies: int, axis: int) -> tuple[int, ...] | None:
    """The event shape behind a raw output, or None if it does not divide."""
    shape = list(found)
    at = 0 if axis == 1 else -1
    if not shape or shape[at] % copies:
        return None
    shape[at] //= copies
    return tuple(shape)


def _expected(space: Space, copies: int, axis: int) -> list[tuple[int, ...]]:
    if space.kind is Kind.LABEL:
        return [(PROBES, 1), (PROBES,)]
    if space.kind is Kind.CAT:
        return [(PROBES, space.classes)]
    shape = list(space.shape or ())
    at = 0 if axis == 1 else -1
    shape[at] *= copies
    return [(PROBES, *shape)]


def _shown(shape: tuple[int, ...]) -> str:
    """A shape with its batch axis as B."""
    return "[" + ", ".join(["B", *map(str, shape[1:])]) + "]"
