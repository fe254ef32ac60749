"""Files that a user has named for nets → modules."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import torch
from torch import nn

from schematic.diagnostics.diagnostic import did_you_mean
from schematic.diagnostics.foreign_text import shown
from schematic.graph import Schematic
from schematic.model.seeded import another, seeded
from schematic.training.options.user_nets import UserNet
from schematic.training.training_errors import TrainingError
from schematic.training.user_files import beside, executed


def make_modules(
    nets: Mapping[str, UserNet], schematic: Schematic, seed: int
) -> dict[str, nn.Module]:
    """Run the files of nets, and make the modules.

    A name may stand for a module, or for a class or a function that makes one. It is called with
    what it asks for without a default: a parameter called like a node gets the node's shape, or the
    number of its classes.

    Args:
        nets: what a user has named.
        schematic: with all shapes.
        seed: of what the modules draw for their first parameters.

    Raises:
        TrainingError: a file fails, has no such name, or gives no module that can be trained.
    """
    with seeded(another(another(seed))):
        homes: dict[str, ModuleType] = {}
        for each in nets.values():
            if each.path not in homes:
                with _explained(each):
                    homes[each.path] = executed(each.path, each.text, each.sha256[:8])
        return {net: _made(each, homes[each.path], schematic) for net, each in nets.items()}


def _made(net: UserNet, home: ModuleType, schematic: Schematic) -> nn.Module:
    if not hasattr(home, net.name):
        own = [name for name, value in vars(home).items() if _makes_modules(value, home)]
        raise TrainingError(
            f"{shown(net.path)} has no `{net.name}`",
            did_you_mean(net.name, own) or "it defines no class, function or module",
        )
    found = getattr(home, net.name)
    if callable(found) and not isinstance(found, nn.Module):
        given = _asked(net, found, schematic)
        with _explained(net), beside(net.path):
            found = found(**given)
    if not isinstance(found, nn.Module):
        raise TrainingError(
            f"{net.name} of {shown(net.path)} gives a {type(found).__name__}, not a module",
            "name a torch.nn.Module, or a class or a function that makes one",
        )
    for name, value in [*found.named_parameters(), *found.named_buffers()]:
        if value.is_floating_point() and value.dtype != torch.float32:
            kind = str(value.dtype).removeprefix("torch.")
            raise TrainingError(
                f"{net.name} of {shown(net.path)} computes in {kind} ({shown(name)}), and a run "
                "in float32",
                "call `.float()` of it; --precision bf16 computes in bfloat16 and keeps float32",
            )
    return found


def _makes_modules(value: object, home: ModuleType) -> bool:
    """Whether a value of a file is a module, or a class or function of its own."""
    return isinstance(value, nn.Module) or (
        callable(value) and getattr(value, "__module__", None) == home.__name__
    )


def _asked(net: UserNet, maker: Any, schematic: Schematic) -> dict[str, Any]:
    """What a class or a function asks for: shapes of nodes, by their names."""
    try:
        parameters = inspect.signature(maker).parameters.values()
    except (TypeError, ValueError):  # some callables of C have none
        return {}
    variadic = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [p for p in parameters if p.default is p.empty and p.kind not in variadic]
    known = {name: node.space for name, node in schematic.nodes.items()}
    sizes = {name: space.classes or space.shape for name, space in known.items()}
    for each in needed:
        if sizes.get(each.name) is None or each.kind is each.POSITIONAL_ONLY:
            have = ", ".join(f"{name} = {size}" for name, size in sizes.items() if size)
            raise TrainingError(
                f"{net.name} of {shown(net.path)} asks for `{each.name}`, and gets shapes of nodes",
                f"give `{each.name}` a default, or ask for one of: {have}",
            )
    return {each.name: sizes[each.name] for each in needed}


@contextmanager
def _explained(net: UserNet) -> Iterator[None]:
    """Within: what a user's file raises is told with its own place."""
    try:
        yield
    except (Exception, SystemExit) as fault:
        if isinstance(fault, SyntaxError) and fault.filename:
            where = f"{fault.filename}:{fault.lineno}"
        else:
            frames = traceback.extract_tb(fault.__traceback__)
            inside = [frame for frame in frames if frame.filename == net.path]
            where = f"{net.path}:{inside[-1].lineno}" if inside else net.path
        said = str(fault).splitlines()[0] if str(fault) else ""
        raise TrainingError(
            f"{shown(where)}: {type(fault).__name__}: {shown(said)}",
            "mend the file that --net names",
        ) from fault
