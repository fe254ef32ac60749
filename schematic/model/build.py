"""Schematic → a trained-ready module: the emitted source, run in this process.

What runs is exactly what `sgm compile` writes, so tracebacks show its lines. Before it stand only
checks of what the user hands in, and the optimizers and compiled steps that make it fast.
"""

from __future__ import annotations

import builtins
import hashlib
import linecache
import sys
from collections.abc import Mapping
from dataclasses import replace
from types import ModuleType

from torch import nn

from schematic.diagnostics.number_error import require_whole
from schematic.emit.model_class import class_name
from schematic.emit.model_source import write_program
from schematic.emit.runtime.adam import LeanAdam
from schematic.graph import Schematic
from schematic.graph.required import require_schematic
from schematic.model.bind import Shapes, check_modules, with_given_shapes
from schematic.model.checked import Checked
from schematic.model.deferred import Deferred
from schematic.model.eager_steps import tell
from schematic.model.learning import frozen_in, is_computing, require_learning
from schematic.model.memory import require_memory
from schematic.model.optimizers import ChosenOptimizers
from schematic.model.probe import Probed, probe, require_freezing, unprobed
from schematic.model.seeded import another, seeded
from schematic.model.shapes_to_write import missing_shapes
from schematic.model.trial import like
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
    require_schematic("compile", schematic)
    seed = require_whole("seed", seed, SEED)
    check_modules(schematic, {} if nets is None else nets)
    modules = dict(nets or {})
    with seeded(another(seed)):
        probed = probe(unprobed(with_given_shapes(schematic, shapes or {}), modules))
    return _compile(probed, seed, fast=fast)


def _compile(probed: Probed, seed: int, *, fast: bool) -> nn.Module:
    """The model, or what stands for it until a batch shows the missing shapes."""
    if missing_shapes(probed.schematic, probed.modules) or not probed.is_settled:
        return Deferred(
            probed.schematic,
            lambda found: _compile(_shown_by(probed, found, seed), seed, fast=fast),
        )
    program = plan(derive(probed.schematic), probed.modules, probed.given_copies)
    require_learning(program, probed.modules)
    require_freezing(probed, frozen_in(program))
    return _build(program, probed.modules, seed, fast=fast)


def _shown_by(probed: Probed, shapes: Shapes, seed: int) -> Probed:
    """What is known of modules once a batch has shown shapes."""
    shaped = with_given_shapes(probed.schematic, shapes)
    with seeded(another(seed)):
        return probe(replace(probed, schematic=shaped))


def _build(
    program: Program, modules: Mapping[str, nn.Module], seed: int, *, fast: bool
) -> nn.Module:
    """Run the source, and construct its class with seeded parameters."""
    source = write_program(program)
    name = class_name(program.schematic)
    digest = hashlib.sha256(source.encode()).hexdigest()[:8]
    filename = f"<{name}, written by schematic, {digest}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    home = ModuleType(f"schematic.emitted.{name}_{digest}")
    sys.modules[home.__name__] = home  # where `torch.compile` looks for what a method calls
    exec(builtins.compile(source, filename, "exec"), vars(home))
    emitted = vars(home)[name]
    before = (Checked, ChosenOptimizers, _with_optimizers(fast=fast))
    model_class = type(name, (*before, emitted), {"__module__": home.__name__})
    arguments = {attribute(net): module for net, module in modules.items()}
    require_memory(program.schematic, lambda: model_class(**arguments))
    with seeded(seed):
        model = model_class(**arguments)
    _follow(model, program, modules)
    model.source = source
    model.program = program
    if fast:
        model.graphs.tell = tell
    return model  # type: ignore[no-any-return]


def _follow(model: nn.Module, program: Program, modules: Mapping[str, nn.Module]) -> None:
    """Give our nets the type and the device of the modules that a user has bound."""
    computing = next((module for module in modules.values() if is_computing(module)), None)
    if computing is None:
        return
    value = like(computing)
    for net in program.schematic.group_of.keys() - modules.keys():
        getattr(model, attribute(net)).to(dtype=value.dtype, device=value.device)


def _with_optimizers(*, fast: bool) -> type[LeanAdam]:
    """What stands before a model: the lean optimizer alone, or compiled steps too.

    TorchInductor takes seconds to import, so it is imported for those who ask for it.
    """
    if not fast:
        return LeanAdam
    from schematic.emit.runtime.fast_steps import FastSteps

    return FastSteps
