"""A spec → its compiled step beside the plain one, and beside the paper's formulas, enumerated.

One graph of each spec is traced, with the noise that it draws lifted out as ever. It is certified
against the plain step on random noise, as in training. Then every combination of noise is handed to
the same graph, and its losses and gradients are compared with the formulas, as `verify` compares
those of the plain step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from schematic.emit.runtime.certificate import Certificate, Difference, rehearsed_batches
from schematic.emit.runtime.compiled_step import CompiledStep
from schematic.emit.runtime.stays_eager import DifferenceError, StaysEagerError
from schematic.graph import Schematic
from schematic.model import compile as build
from schematic.objective import derive
from schematic.objective.chains import fixed_nets
from schematic.objective.terms import Objective
from schematic.program.ops import Prior, Sample, one_by_one
from schematic.verify.emitted.lattice import LARGEST, size_of
from schematic.verify.emitted.loss_rows import on_code, on_own_nets
from schematic.verify.miniature import shrink
from schematic.verify.prove import small_objective
from schematic.verify.receipt import ROUTING, Row, Verdict
from schematic.verify.worlds.discretised import Discretised
from schematic.verify.worlds.spec_nets import obstacle
from tests.model.fast_pair import as_traced

BETA1 = 0.5
"""Of Adam, whose averages tell the gradients."""
FAR = 1e6
"""A bound of `clip` that no weight reaches."""
LARGE = 1_000
"""Points of a lattice above which events have one element: thousands of specs are to be tried."""


@dataclass
class Found:
    """What came of the compiled step of one spec.

    Attributes:
        faults: what is wrong, in words.
        eager: why it has no graph, if it has none.
        closeness: the largest difference from the plain step, in units of what is allowed.
        compared: values that were compared with the plain step.
        rows: rows of the receipt that compare the graph with the paper.
        unproved: why there is no such row, if there is none.
    """

    faults: list[str] = field(default_factory=list)
    eager: str = ""
    closeness: float = 0.0
    compared: int = 0
    rows: int = 0
    unproved: str = ""


class Noted(Certificate):
    """A certificate that shows what it has compared."""

    compared: list[Difference]

    def _rehearse_plain(self, *arguments: Any) -> list[Difference]:
        self.compared = super()._rehearse_plain(*arguments)
        return self.compared


class FastLosses:
    """A model whose losses and gradients are those of its compiled step."""

    def __init__(self, model: Any, compiler: Callable[..., Any], found: Found) -> None:
        """Take the model, and where to note what comes of it."""
        self.model, self.compiler, self.found = model, compiler, found

    def __getattr__(self, name: str) -> Any:
        """Anything else is the model's."""
        return getattr(self.model, name)

    def double(self) -> FastLosses:
        """The same in float64."""
        self.model.double()
        return self

    def losses(
        self, batch: Mapping[str, Any], noise: Mapping[str, Tensor] | None = None
    ) -> dict[str, Tensor]:
        """The losses of one compiled step, with its gradients; no parameter moves for good."""
        try:
            return self._losses(batch, noise)
        except DifferenceError as fault:
            self.found.faults.append(str(fault))
            raise
        except StaysEagerError as fault:
            self.found.eager = str(fault)
            raise

    def _losses(
        self, batch: Mapping[str, Any], noise: Mapping[str, Tensor] | None
    ) -> dict[str, Tensor]:
        model, paces = self.model, getattr(self.model, "steps", {})
        most = max(paces.values(), default=1)
        given = [batch] * most if most > 1 else batch
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            optimizers = model.optimizers(lr=0.0, betas=(BETA1, 0.999))
            model.step(given, optimizers)
            step = CompiledStep(model, given, optimizers, self.compiler)
            self._certify(step, given, optimizers)
            if noise is not None:
                drawn = [draw() for draw in step.noise]
                values = dictated(model.program, noise, drawn, most)
                step.noise = [lambda given=each: given for each in values]
            before = {
                player: [average.clone() for average in own.averages(optimizers[player])[0]]
                for player, own in step.owned.items()
            }
            losses = step(given, optimizers)
        return {
            player: with_gradient(
                losses[player],
                own.parameters,
                [
                    (now - kept * then) / (1 - kept)
                    for now, then in zip(
                        own.averages(optimizers[player])[0], before[player], strict=True
                    )
                ],
            )
            for player, own in step.owned.items()
            for kept in (BETA1 ** paces.get(player, 1),)
        }

    def _certify(self, step: CompiledStep, batch: Any, optimizers: Any) -> None:
        """Compare the graph with the plain step, both on the way with a real rate."""
        certificate = Noted(self.model, optimizers, step.owned, step.tolerance)
        set_rate(optimizers, 1e-2)
        certificate.require(step, self.model.step, rehearsed_batches(batch, None))
        set_rate(optimizers, 0.0)
        self.found.compared += len(certificate.compared)
        ratios = [each.off / each.allowed for each in certificate.compared if each.off]
        self.found.closeness = max([self.found.closeness, *ratios])


def set_rate(optimizers: Mapping[str, Any], rate: float) -> None:
    for optimizer in optimizers.values():
        optimizer.param_groups[0]["lr"] = rate


def dictated(
    program: Any, noise: Mapping[str, Tensor], drawn: list[Tensor], batches: int
) -> list[Tensor]:
    """Base noise in the order and the layouts in which a step draws it, the same for each batch.

    A uniform class is drawn as such where no noise is given, and from u ~ U(0, 1) where it is.
    """
    ops = [op for op in one_by_one(program.shared) if isinstance(op, Prior | Sample)] * batches
    found = []
    for op, like in zip(ops, drawn, strict=True):
        each = (op.noise,) if isinstance(op, Prior) else op.noise
        given = torch.cat([next(noise[n] for n in names if n in noise) for names in each])
        is_class = isinstance(op, Prior) and not like.is_floating_point()
        found.append((given * op.numbers[0]).long() if is_class else given.reshape(like.shape))
    return found


def with_gradient(value: Tensor, parameters: list[Tensor], gradients: list[Tensor]) -> Tensor:
    """A scalar of this value, which autograd differentiates to these gradients."""
    pairs = zip(parameters, gradients, strict=True)
    return value + sum(((p - p.detach()) * g).sum() for p, g in pairs)


def check_fast(schematic: Schematic, compiler: Callable[..., Any] = as_traced) -> Found:
    """The compiled step of a spec, against the plain one and against the paper."""
    found = Found()
    rows = list(_rows(smallest(schematic), compiler, found))
    if found.eager:
        return found
    for row in rows:
        if row.verdict is Verdict.FAIL:
            found.faults.append(f"{row.identity}: {row.deviation} {row.note}")
        elif row.verdict is Verdict.NOT_APPLICABLE:
            found.unproved = row.note
        found.rows += row.verdict is Verdict.PASS and row.source != ROUTING
    return found


def smallest(schematic: Schematic) -> Objective:
    """The objective on events of two elements, or of one where the lattice would be large."""
    found = small_objective(schematic)
    size = size_of(found, Discretised(found.schematic, {}, 0))
    return found if size <= LARGE else derive(shrink(schematic, 1))


def _rows(objective: Objective, compiler: Callable[..., Any], found: Found) -> Iterator[Row]:
    """The rows of the graph on the spec's own nets, or on smooth ones where these do not do."""

    def make(objective: Objective, modules: Mapping[str, nn.Module]) -> Any:
        fixed = fixed_nets(objective.schematic)
        own = {name: module for name, module in modules.items() if name not in fixed}
        model = build(objective.schematic, nets=own)
        if getattr(model, "clips", None):  # a step would move weights that the formulas have read
            model.clips = dict.fromkeys(model.clips, FAR)
        return FastLosses(model, compiler, found)

    is_small = size_of(objective, Discretised(objective.schematic, {}, 0)) <= LARGEST
    if is_small and not obstacle(objective.schematic):
        yield from on_own_nets(objective, 0, make)
    else:
        yield from on_code(objective, 0, 0, make)
