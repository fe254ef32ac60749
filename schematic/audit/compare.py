"""A schematic and a user's losses → an `Audit`: is this loss that one?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from schematic.audit import audit_findings as findings
from schematic.audit.bench import Bench
from schematic.audit.enlarged import Settings
from schematic.audit.explain import Search
from schematic.audit.modes import kept, trained_norms, training
from schematic.audit.own_nets import nets_of
from schematic.audit.report import Audit, PlayerAudit, Verdict
from schematic.audit.sentences import told
from schematic.audit.sizes import with_sizes
from schematic.audit.statistics import with_statistics
from schematic.audit.tries import tries
from schematic.audit.user_losses import Losses, user_losses
from schematic.diagnostics import SchematicError
from schematic.diagnostics.number_error import require_whole
from schematic.diagnostics.wrong_argument import require_type
from schematic.graph import Schematic
from schematic.graph.required import require_schematic
from schematic.model import compile as build
from schematic.model.batch_checks import require_mapping
from schematic.model.by_name import require_by_name
from schematic.model.checked import Batch
from schematic.model.handed_in import as_batch
from schematic.ranges import SEED
from schematic.verify.prove import one_thread

Shapes = Mapping[str, tuple[int, ...]]


def audit(
    s: Schematic,
    losses: Losses,
    *,
    nets: Mapping[str, nn.Module] | None = None,
    shapes: Shapes | None = None,
    batch: Batch | None = None,
    seed: int = 0,
) -> Audit:
    """Compare losses of your own with those that are derived from a schematic.

    Args:
        s: the schematic, from `schematic.load` or `schematic.parse`.
        losses: called as `losses(nets, batch, noise)`; returns a scalar for each player.
        nets: modules in float64, by their names in the spec; the others are made by the compiler.
        shapes: event shapes of data nodes that have none; small ones where nothing is said.
        batch: data to take rows from, as a model takes them; random data where there is none.
        seed: of batches, noise, and the parameters of nets that are made.

    Raises:
        SchematicError: the function or a net does not fit (SGM654 to SGM659, SGM662, SGM664,
            SGM683 to SGM685), or a shape or the batch (SGM601 to SGM609, SGM616).
        NumberError: the seed is none.

    Example:
        >>> def losses(nets, batch, noise):
        ...     z = nets["E"](batch["x"])
        ...     each = F.binary_cross_entropy_with_logits(
        ...         nets["G"](z), batch["x"], reduction="none"
        ...     )
        ...     return {"theta,eta": each.sum(1).mean()}
        >>> found = schematic.audit(schematic.load("ae"), losses, shapes={"x": (5,)})
        >>> found.passed
        True
    """
    require_schematic("audit", s)
    seed = require_whole("seed", seed, SEED)
    modules = _by_name("nets", nets, "nets={'G': module}")
    shapes = _by_name("shapes", shapes, "shapes={'x': (1, 28, 28)}")
    cure = "give a function `losses(nets, batch, noise)`"
    require_type("audit", losses, Callable, "your losses, a function", cure)  # type: ignore[arg-type]
    _require_double(modules)
    given: Mapping[str, Any] | None = as_batch(s, batch)
    if batch is not None:
        require_mapping(s, given)
    sized = with_sizes(s, modules, shapes, given)
    with kept(module for module in modules.values() if isinstance(module, nn.Module)):
        return _compared(sized, losses, modules, given, seed)


def _by_name(what: str, given: Any, shown: str) -> dict[str, Any]:
    """What is given by name, as a dictionary.

    Raises:
        SchematicError: it is given otherwise (SGM664).
    """
    if given is None:
        return {}
    require_by_name(what, given, shown)
    return dict(given)


def _compared(
    sized: Schematic,
    losses: Losses,
    modules: Mapping[str, nn.Module],
    batch: Mapping[str, Any] | None,
    seed: int,
) -> Audit:
    model: Any = build(sized, nets=modules, seed=seed).double().eval()
    schematic = model.program.schematic
    called = nets_of(model, schematic, modules)
    tried = tries(model.program, batch, seed)
    settings = Settings(model, called, tried[0], seed)
    players = model.program.objective.players
    names = [player.name for player in players]
    norms = trained_norms(schematic, called)

    def found() -> list[PlayerAudit]:
        measured = bench.scalars(user_losses(losses, called, tried, settings, names, seed))
        _require_finite(players, measured)
        pairs = zip(players, measured, strict=True)
        return [told(Search(bench, player, each)) for player, each in pairs]

    with one_thread(), settings.kept():
        bench = Bench(model.program.objective, model, modules, called, tried, settings, seed)
        with training(norms):
            rows = found()
        if norms and any(row.verdict is Verdict.UNEXPLAINED for row in rows):
            rows = list(map(with_statistics, rows, found()))
    return Audit(schematic.name, seed, tuple(each.length for each in tried), tuple(rows))


def _require_double(modules: Mapping[str, nn.Module]) -> None:
    faults = []
    for name, module in modules.items():
        tensors = (*_tensors(module, "parameters"), *_tensors(module, "buffers"))
        kinds = [t.dtype for t in tensors if t.is_floating_point() and t.dtype != torch.float64]
        if kinds:
            faults.append(findings.not_in_double(name, f"in {kinds[0]}"))
    if faults:
        raise SchematicError(faults)


def _tensors(module: object, method: str) -> Iterator[torch.Tensor]:
    """The tensors of a module; none where it is no module, which the compiler tells."""
    if isinstance(module, nn.Module):
        yield from getattr(module, method)()


def _require_finite(players: Sequence[Any], measured: Sequence[Any]) -> None:
    faults = [
        findings.not_finite(f"the gradient of the loss of {player.name}", "not finite")
        for player, each in zip(players, measured, strict=True)
        if not all(bool(torch.isfinite(size).all()) for size in each.sizes.values())
    ]
    if faults:
        raise SchematicError(faults)
