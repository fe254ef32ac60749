"""Schematic → a trained-ready module: the emitted source, run in this process.

What runs is exactly what `sgm compile` writes, so tracebacks show its lines. Before it stand only
checks of what the user hands in, and the optimizers and compiled steps that make it fast.
"""

from __future__ import annotations

import builtins
import hashlib
import linecache
from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from schematic.diagnostics.number_error import require_whole
from schematic.emit.model_class import class_name
from schematic.emit.model_source import write_program
from schematic.emit.runtime.adam import LeanAdam
from schematic.graph import Schematic
from schematic.model.bind import Shapes, check_modules, probe, with_given_shapes
from schematic.model.checked import Checked
from schematic.model.deferred import Deferred
from schematic.model.eager_steps import tell
from schematic.model.memory import require_memory
from schematic.model.optimizers import ChosenOptimizers
from schematic.model.shapes_to_write import missing_shapes
from schematic.objective import derive
from schematic.program import Program, plan
from schematic.program.written_names import attribute
from schematic.ranges import SEED


def compile(
    schematic: Schematic,
    nets: Mapping[str, nn.Module] | None = None,
    *,
    seed: int = 0,
    shapes: Shapes | None = None,
    fast: bool = False,
) -> nn.Module:
    """The model of a schematic.

    Args:
        schematic: from `schematic.load` or `schematic.parse`.
        nets: modules of your own, by the names in the spec. A module gets its factor's parents
            as positional arguments, [B, …] each, and returns raw parameters: logits, or for a
            Normal location and log-variance joined on the last axis (channels for images); for
            a hollow factor the logits or the location alone.
        seed: of the initial parameters of all other nets; the global generator is left alone.
        shapes: event shapes of data nodes that have none, such as `{"x": (1, 28, 28)}`. Without
            them, nets that need one are built when the first batch shows it.
        fast: whether `step` compiles itself, as one graph (TorchInductor; a C++ compiler on
            a CPU): some seconds once for each size of batch, and two to five times as fast on
            small nets. A graph is compared with the plain step before it is used; steps stay
            plain, with a warning, where it is another one (SGM665), where nothing can tell
            (SGM666) or where there is none (SGM667).

    Returns:
        A module with `players`, `losses`, `terms`, `optimizers`, `step`, `sample`, `infer` and
        `reconstruct`; `source` is its text.

    Raises:
        SchematicError: a module does not fit, and the finding names the factor's line; or a shape
            is none, is of no node, or contradicts the spec.
        NumberError: the seed is not a whole number from 0 to 2⁶³ − 1.
    """
    seed = require_whole("seed", seed, SEED)
    modules = dict(nets or {})
    check_modules(schematic, modules)
    shaped = probe(with_given_shapes(schematic, shapes or {}), modules)
    if missing_shapes(shaped, modules):
        return Deferred(
            shaped, lambda found: compile(shaped, modules, seed=seed, shapes=found, fast=fast)
        )
    return _build(plan(derive(shaped), modules), modules, seed, fast=fast)


def _build(
    program: Program, modules: Mapping[str, nn.Module], seed: int, *, fast: bool
) -> nn.Module:
    """Run the source, and construct its class with seeded parameters."""
    source = write_program(program)
    name = class_name(program.schematic)
    digest = hashlib.sha256(source.encode()).hexdigest()[:8]
    filename = f"<{name}, written by schematic, {digest}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    namespace: dict[str, Any] = {"__name__": f"schematic.emitted.{name}"}
    exec(builtins.compile(source, filename, "exec"), namespace)
    emitted = namespace[name]
    before = (Checked, ChosenOptimizers, _with_optimizers(fast=fast))
    model_class = type(name, (*before, emitted), {"__module__": namespace["__name__"]})
    arguments = {attribute(net): module for net, module in modules.items()}
    require_memory(program.schematic, lambda: model_class(**arguments))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = model_class(**arguments)
    model.source = source
    model.program = program
    if fast:
        model.graphs.tell = tell
    return model  # type: ignore[no-any-return]


def _with_optimizers(*, fast: bool) -> type[LeanAdam]:
    """What stands before a model: the lean optimizer alone, or compiled steps too.

    TorchInductor takes seconds to import, so it is imported for those who ask for it.
    """
    if not fast:
        return LeanAdam
    from schematic.emit.runtime.fast_steps import FastSteps

    return FastSteps
