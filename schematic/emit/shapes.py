"""Program → the shapes of its tensors, as comments such as `[B, 64]`.

B is the batch; `2B` are two batches, one after another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schematic.constructors import Port
from schematic.families import Kind
from schematic.graph import Schematic, Space
from schematic.graph.ports import port_of
from schematic.program.ops import (
    Apply,
    Argument,
    Enumerate,
    Evaluate,
    Every,
    Fetch,
    Mean,
    Op,
    Prior,
    Sample,
    Shuffle,
    Split,
    Stack,
    Stacked,
    Transform,
    Use,
    Weigh,
)
from schematic.program.raw_parameters import axis_along

WIDTH = 96
_NAME = r"\w+(?:\[[^\]]*\])?"
_ASSIGNMENT = re.compile(
    rf"\s*({_NAME}(?:, {_NAME})*) = (self\.|getattr\(self|batch\[|\w+_prior\().*"
)


@dataclass(frozen=True)
class Shape:
    """The shape of a tensor: how many batches it holds, and the shape of one example."""

    batches: int
    event: tuple[int, ...]

    def __str__(self) -> str:
        """As a comment shows it."""
        batch = "B" if self.batches == 1 else f"{self.batches}B"
        return f"[{', '.join([batch, *map(str, self.event)])}]"


Shapes = Mapping[str, Shape]


def ends(port: Port) -> str:
    """What a net reads and what it returns: `[B, 64], [B, 10] → [B, 1, 28, 28]`."""
    parents = ", ".join(str(Shape(1, raw_event(space))) for space in port.parents)
    event = list(raw_event(port.child))
    event[axis_along(event) - 1 if axis_along(event) > 0 else -1] *= port.copies
    return f"{parents} → {Shape(1, tuple(event))}"


def raw_event(space: Space) -> tuple[int, ...]:
    """The event shape of a value as a net reads it, or of one of its raw parameters."""
    if space.kind is Kind.CAT:
        return (space.classes,)
    return space.shape or (1,)


def commented(lines: Iterable[str], shapes: Shapes) -> Iterator[str]:
    """The lines, with a shape behind those where a value comes in or leaves a net."""
    for line in lines:
        found = _ASSIGNMENT.fullmatch(line)
        names = [name for name in found[1].split(", ") if name != "_"] if found else []
        known = list(dict.fromkeys(str(shapes[name]) for name in names if name in shapes))
        note = f"  # {', '.join(known)}" if known else ""
        note += " each" if len(known) == 1 and len(names) > 1 else ""
        yield line + note if line.endswith((")", "]")) and len(line + note) <= WIDTH - 8 else line


def shapes_after(schematic: Schematic, ops: Iterable[Op], before: Shapes) -> dict[str, Shape]:
    """The shapes of all variables once some operations have run."""
    known = dict(before)
    for op in ops:
        known.update(_results(schematic, op, known))
    return known


def _results(schematic: Schematic, op: Op, known: Shapes) -> dict[str, Shape]:
    """The shapes of what an operation assigns, where they are known."""
    match op:
        case Fetch(name=name, node=node):
            return {name: Shape(1, schematic.nodes[node].space.shape or ())}
        case Prior(name=name, shape=shape):
            return {name: Shape(1, shape)}
        case Evaluate(features=True):
            return {}
        case Evaluate(names=names, net=net, inputs=inputs):
            event = _output(schematic, net)
            batches = _batches(inputs, known)
            found = Shape(batches, event) if batches and event else None
            return dict.fromkeys(names, found) if found else {}
        case Transform(name=name, log_det=log_det, net=net, inputs=inputs, backwards=backwards):
            batches, port = _batches(inputs, known), port_of(schematic, net)
            end = (port.parents[0] if backwards else port.child).shape
            if not (batches and end):
                return {}
            return {name: Shape(batches, end), log_det: Shape(batches, ())}
        case Sample(name=name, parameters=parameters, noise=noise):
            batches = _batches([p for p in parameters if isinstance(p, Use)], known)
            event = schematic.nodes[noise[0][-1]].space.shape or ()
            return {name: Shape(batches, event)} if batches else {}
        case Enumerate(name=name, like=like, node=node, values=values):
            batches = _batches([like], known) * values
            event = schematic.nodes[node].space.shape or ()
            return {name: Shape(batches, event)} if batches else {}
        case Shuffle(name=name, value=Use(name=of)) if of in known:
            return {name: known[of]}
        case Every(name=name, node=node, values=values, copies=copies):
            return {name: Shape(values * copies, schematic.nodes[node].space.shape or ())}
        case Mean(name=name, parameters=(Use(name=first, copies=copies), *_)):
            read = known.get(first)
            return {name: Shape(read.batches * copies, read.event)} if read else {}
        case Apply(name=name, arguments=(Use(name=first, copies=copies), *_)):
            read = known.get(first)
            return {name: Shape(read.batches * copies, read.event)} if read else {}
        case Stack(name=name, parts=parts):
            return _stacked(name, parts, known)
        case Split(names=names, value=value, lengths=()) if value in known:
            whole = known[value]
            return dict.fromkeys(names, Shape(whole.batches // len(names), whole.event))
        case Split(names=names, value=value, lengths=lengths) if value in known:
            pairs = zip(names, lengths, strict=True)
            return {n: Shape(known[o].batches, known[value].event) for n, o in pairs if o in known}
        case Weigh(name=name, inputs=inputs):
            batches = _batches(inputs, known)
            return {name: Shape(batches, ())} if batches else {}
        case _:
            return {}


def _output(schematic: Schematic, net: str) -> tuple[int, ...]:
    space = port_of(schematic, net).child
    return () if space.shape is None else raw_event(space)


def _stacked(name: str, parts: Sequence[Use], known: Shapes) -> dict[str, Shape]:
    batches = _batches([Stacked(tuple(parts))], known)
    return {name: Shape(batches, known[parts[0].name].event)} if batches else {}


def _batches(arguments: Sequence[Argument], known: Shapes) -> int:
    """How many batches the arguments hold, or 0 where that is not known."""
    if not arguments:
        return 0
    first = arguments[0]
    uses = first.parts if isinstance(first, Stacked) else (first,)
    if any(use.name not in known for use in uses):
        return 0
    return sum(known[use.name].batches * use.copies for use in uses)
