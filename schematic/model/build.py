"""Schematic → a trained-ready module: the emitted source, run in this process.

What runs is exactly what `sgm compile` writes, so tracebacks show its lines. Before it stand only
checks of what the user hands in, and the optimizers and compiled steps that make it fast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from torch import nn

from schematic.diagnostics.number_error import require_whole
from schematic.emit.model_source import write_program
from schematic.graph import Schematic
from schematic.graph.required import require_schematic
from schematic.model.bind import Shapes, check_modules, with_given_shapes
from schematic.model.deferred import Deferred
from schematic.model.eager_steps import tell
from schematic.model.learning import frozen_in, is_computing, require_learning
from schematic.model.memory import require_memory
from schematic.model.model import Model, model_class
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
) -> Model:
    """The model of a schematic: PyTorch that trains, samples and infers.

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
        A `Model`; where a shape is not known yet, what stands for it until the first batch has
        come, and then is one.

    Raises:
        SchematicError: it is not a schematic (SGM662); a module does not fit, and the finding names
            the factor's line (SGM601 to SGM606, SGM642 to SGM645); or a shape is none, is of no
            node, or contradicts the spec (SGM202, SGM216, SGM217, SGM220).
        NumberError: the seed is not a whole number from 0 to 2⁶³ − 1.

    Example:
        >>> m = schematic.compile(schematic.load("vae"), shapes={"x": (1, 28, 28)}, seed=0)
        >>> m.players
        ('theta,eta',)
        >>> m.sample(64).shape
        torch.Size([64, 1, 28, 28])
    """
    require_schematic("compile", schematic)
    seed = require_whole("seed", seed, SEED)
    check_modules(schematic, {} if nets is None else nets)
    modules = dict(nets or {})
    with seeded(another(seed)):
        probed = probe(unprobed(with_given_shapes(schematic, shapes or {}), modules))
    return cast(Model, _compile(probed, seed, fast=fast))


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
    made = model_class(program, source, fast=fast)
    arguments = {attribute(net): module for net, module in modules.items()}
    require_memory(program.schematic, lambda: made(**arguments))
    with seeded(seed):
        model: Any = made(**arguments)
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
