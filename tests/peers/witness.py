"""What the witnesses share: the peer or a skip, our model on shared nets, and comparison."""

from __future__ import annotations

import importlib
import importlib.util
import sys
import warnings
from collections.abc import Mapping
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import schematic
from tests.model.programs import PROGRAMS
from tests.references.nets import make

TOLERANCE = 1e-10
Case = tuple[dict[str, nn.Module], dict[str, Tensor], dict[str, Tensor]]
Gradients = list[Tensor]


def peer(name: str) -> Any:
    """The module of that name; without its package the tests are skipped.

    A package that is here and cannot be imported is an error: skipped, it would say nothing.
    """
    package = name.partition(".")[0]
    if package not in sys.modules and importlib.util.find_spec(package) is None:
        pytest.skip("`make peers` installs it", allow_module_level=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(name)


def without_package_imports(package: str, module: str) -> Any:
    """A module of a package whose `__init__` imports much more; without the package, a skip."""
    name = f"{package}.{module}"
    spec = importlib.util.find_spec(package) if package not in sys.modules else None
    if spec is not None:
        bare = ModuleType(package)
        bare.__path__ = list(spec.submodule_search_locations or ())
        sys.modules[package] = bare
    return peer(name)


def case(name: str, seed: int = 0) -> Case:
    """Nets, batch and noise; data are rounded, for peers that score nothing between 0 and 1."""
    nets, batch, noise = make(name, seed)
    return (
        nets,
        {node: x.round() if x.is_floating_point() else x for node, x in batch.items()},
        noise,
    )


def compile_on(nets: Mapping[str, nn.Module], program: str) -> Any:
    """Our model of a program, or of the reference program of that name, on these nets."""
    return schematic.compile(schematic.parse(PROGRAMS.get(program, program)), nets=nets)


def gradients(loss: Tensor, *nets: nn.Module) -> Gradients:
    """The gradient of a loss in all parameters of the nets, 0 where none flows."""
    parameters = [p for net in nets for p in net.parameters()]
    return list(
        torch.autograd.grad(
            loss, parameters, retain_graph=True, allow_unused=True, materialize_grads=True
        )
    )


def kept(*nets: nn.Module) -> Gradients:
    """The gradients that a peer left on the nets."""
    return [p.grad for net in nets for p in net.parameters() if p.grad is not None]


def assert_same(found: Any, expected: Any) -> None:
    """Equal to rounding in float64; tensors or lists of them."""
    torch.testing.assert_close(found, expected, rtol=TOLERANCE, atol=TOLERANCE)


def differ(found: Gradients, expected: Gradients) -> float:
    """The largest difference of two gradients, relative to the largest entry of the second."""
    pairs = zip(found, expected, strict=True)
    gap = max(float((a - b).abs().max()) for a, b in pairs)
    return gap / max(float(b.abs().max()) for b in expected)


def inner(a: Gradients, b: Gradients) -> float:
    """The inner product of two gradients."""
    return sum(float((x * y).sum()) for x, y in zip(a, b, strict=True))
