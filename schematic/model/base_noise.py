"""Base noise that a user gives → findings, or the noise in the shapes that the emitted code takes.

Every sampled draw, and the place between real and fake where a slope is penalised, can be given its
base noise. A name that nothing reads, or a shape that would only broadcast, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from schematic.diagnostics import Diagnostic
from schematic.families import Kind
from schematic.graph import Schematic
from schematic.model import model_findings as errors
from schematic.objective.copies import layouts_of, noise_copies
from schematic.objective.terms import Draw, Penalty
from schematic.program import Program
from schematic.program.draws import noise_names
from schematic.program.ops import Prior, Recipe, Reverse, Sample, one_by_one

Lengths = Mapping[str, int]
"""How many examples of each data node, or of each data set `node[label]`, a batch holds."""


@dataclass(frozen=True)
class BaseNoise:
    """The base noise of one draw.

    Attributes:
        names: the keys of `noise` that it is read from, the first that is there.
        copies: how often each example is drawn, k.
        length: the examples of the batch, B.
        event: the shape of one draw; None where nothing tells it.
        apart: whether the copies are steps of their own, so that a batch never holds several.
    """

    names: tuple[str, ...]
    copies: int
    length: int
    event: tuple[int, ...] | None
    apart: bool = False

    @property
    def flat(self) -> tuple[int, ...]:
        """`[k·B, …]`, k-major."""
        return (self.copies * self.length, *(self.event or ()))

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes in which it may be given, the natural one first."""
        natural = (self.copies, self.length, *(self.event or ()))
        if self.apart:
            return (natural,)
        return (self.flat,) if self.copies == 1 else (natural, self.flat)

    def is_given_as(self, shape: tuple[int, ...]) -> bool:
        """Whether a shape is one of them; of an unknown event, only the lengths are known."""
        if self.event is None:
            return any(shape[: len(known)] == known for known in self.shapes)
        return shape in self.shapes

    def __str__(self) -> str:
        """The name and the shapes, for a finding."""
        more = "" if self.event is not None else ", …"
        shapes = (f"[{', '.join(map(str, shape))}{more}]" for shape in self.shapes)
        return f"`{self.names[0]}` {' or '.join(shapes)}"


# Which noise there is


def noise_of_losses(program: Program, lengths: Lengths) -> tuple[BaseNoise, ...]:
    """The base noise of the draws that losses share, for a batch of some lengths."""
    objective = program.objective
    first = _first_data(program, lengths)
    known: dict[str, int] = {}
    found, layouts = [], layouts_of(objective)
    for draw in objective.draws:
        length = known[draw.name] = _length(program, draw, known, lengths, first)
        if draw.is_sampled:
            copies = noise_copies(objective, layouts[draw.name], draw.name)
            relaxed = draw.relaxed and not draw.is_shuffled
            event = event_of(program.schematic, draw.node, relaxed=relaxed)
            found.append(BaseNoise(noise_names(draw), copies, length, event))
    terms = (term.body for player in objective.players for term in player.terms)
    mixed = dict.fromkeys(body.factor.child for body in terms if isinstance(body, Penalty))
    return (*found, *(BaseNoise((name,), 1, first, ()) for name in mixed))


def _length(
    program: Program, draw: Draw, known: Mapping[str, int], lengths: Lengths, first: int
) -> int:
    """How many examples of a draw there are."""
    if draw.is_data:
        return lengths.get(_data_key(program, draw), first)
    return max((known[name] for name in draw.given), default=first)


def _data_key(program: Program, draw: Draw) -> str:
    law = program.schematic.nodes[draw.node].law
    by = getattr(law, "by", None)
    if draw.branch is None or by is None:
        return draw.node
    return f"{draw.node}[{program.schematic.nodes[by].space.labels[draw.branch]}]"


def _first_data(program: Program, lengths: Lengths) -> int:
    """The examples that priors are drawn for: those of the first data that are not classes."""
    nodes = program.schematic.nodes
    data = [draw for draw in program.objective.draws if draw.is_data]
    ordered = sorted(data, key=lambda draw: nodes[draw.node].space.kind is Kind.CAT)
    keys = (_data_key(program, draw) for draw in ordered)
    return next((lengths[key] for key in keys if key in lengths), 0)


def noise_of_recipe(
    schematic: Schematic, recipe: Recipe, length: int, way: Mapping[str, Any]
) -> tuple[BaseNoise, ...]:
    """The base noise of what `sample`, `infer` or `reconstruct` draws on its way.

    A way back along a diffusion draws in every step but the last, unless it follows the flow.
    """
    each: list[tuple[str, ...]] = []
    steps: list[BaseNoise] = []
    for op in one_by_one(recipe.ops):
        if isinstance(op, Reverse) and not way["ode"] and way["steps"] > 1:
            event = event_of(schematic, recipe.target)
            steps.append(BaseNoise((op.noise,), way["steps"] - 1, length, event, apart=True))
        if isinstance(op, Prior):
            each.append(op.noise)
        elif isinstance(op, Sample):
            each.extend(op.noise)
    drawn = (BaseNoise(names, 1, length, event_of(schematic, names[-1])) for names in each)
    return (*drawn, *steps)


def event_of(schematic: Schematic, node: str, *, relaxed: bool = False) -> tuple[int, ...] | None:
    """The shape of the base noise of one value of a node.

    A class takes one uniform, and a relaxed one as many as there are classes.
    """
    space = schematic.nodes[node].space
    if relaxed and space.kind is Kind.CAT:
        return (space.classes,)
    return () if space.kind is Kind.CAT else space.shape


# What is given


def noise_faults(
    known: Iterable[BaseNoise], noise: Any, like: Tensor | None
) -> Iterator[Diagnostic]:
    """Findings about noise: no mapping, a name that nothing reads, a wrong shape or type."""
    wanted = tuple(known)
    if not isinstance(noise, Mapping):
        yield errors.wrong_noise("noise", _kind(noise), "a mapping of draws to tensors")
        return
    readable = {name for each in wanted for name in each.names}
    for name in noise:
        if name not in readable:
            yield errors.unknown_noise(str(name), map(str, wanted), readable)
    for each in wanted:
        name = next((name for name in each.names if name in noise), None)
        if name is not None:
            yield from _tensor_faults(each, name, noise[name], like)


def _tensor_faults(
    each: BaseNoise, name: str, value: Any, like: Tensor | None
) -> Iterator[Diagnostic]:
    where = f"the noise of `{name}`"
    if not isinstance(value, Tensor):
        yield errors.wrong_noise(where, _kind(value), f"a tensor, {each}")
    elif not each.is_given_as(tuple(value.shape)):
        yield errors.wrong_noise(where, str(list(value.shape)), str(each).partition("` ")[2])
    elif like is not None and value.dtype != like.dtype:
        yield errors.wrong_noise(where, str(value.dtype), f"{like.dtype}, the type of the model")
    elif like is not None and value.device != like.device:
        yield errors.other_device(where, str(value.device), str(like.device))


def _kind(value: object) -> str:
    return f"of type `{type(value).__name__}`"


def halves(program: Program, noise: Mapping[str, Tensor]) -> Iterator[Diagnostic]:
    """Findings about draws that are made together, where noise is given for some of them only."""
    for op in one_by_one(program.shared):
        if not isinstance(op, Sample):
            continue
        given = [any(name in noise for name in names) for names in op.noise]
        if any(given) and not all(given):
            missing = [
                names[0] for names, is_there in zip(op.noise, given, strict=True) if not is_there
            ]
            yield errors.noise_in_part([names[0] for names in op.noise], missing)
