"""Operations → lines of PyTorch. A line is at most as wide as a reader's screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, zip_longest

from schematic.emit.layers import takes_maps
from schematic.program.names import attribute
from schematic.program.ops import (
    NUMBER,
    Argument,
    Evaluate,
    Fetch,
    Mean,
    Op,
    Prices,
    Prior,
    Program,
    Sample,
    Score,
    SlopePenalty,
    Split,
    Stack,
    Stacked,
    Summand,
    Use,
    Weigh,
)

WIDTH = 96


def call(target: str, function: str, arguments: Sequence[str], after: str = "") -> list[str]:
    """`target = function(arguments)`, broken into a line an argument where it is too long."""
    head = f"{target} = {function}(" if target else f"{function}("
    line = f"{head}{', '.join(arguments)}){after}"
    if len(line) <= WIDTH - 8:
        return [line]
    return [head, *(f"    {argument}," for argument in arguments), f"){after}"]


class Writer:
    """The operations of one program as text."""

    def __init__(self, program: Program) -> None:
        """Write operations of this program."""
        self.program = program

    def block(self, ops: Iterable[Op], keep: Iterable[str]) -> list[str]:
        """Some operations in order; those under one context manager share it.

        Args:
            ops: the operations.
            keep: variables that are read later, so that none of them may be folded away.
        """
        lines: list[str] = []
        for context, group in groupby(_folded(tuple(ops), set(keep)), key=_context):
            inner = [line for op in group for line in self._lines(op)]
            lines.extend([f"with {context}:", *(f"    {i}" for i in inner)] if context else inner)
        return lines

    def use(self, value: Use | float, net: str = "") -> str:
        """A value as an argument."""
        if not isinstance(value, Use):
            return repr(value if isinstance(value, int) else float(value))
        text = f"{value.name}.detach()" if value.detached else value.name
        if value.classes:
            text = f"one_hot({text}, {value.classes}, self)"
        return f"tile({text}, {value.copies})" if value.copies > 1 else text

    def argument(self, value: Argument, net: str = "") -> str:
        """An argument, perhaps of several batches."""
        if isinstance(value, Stacked):
            return f"torch.cat([{', '.join(self.use(part, net) for part in value.parts)}])"
        return self.use(value, net)

    def inputs(self, net: str, values: Sequence[Argument]) -> list[str]:
        """The arguments of a net: a user's takes its parents one by one, ours takes one tensor."""
        shown = [self.argument(value, net) for value in values]
        if net in self.program.bound or len(shown) == 1:
            return shown
        maps = takes_maps(self.program.schematic, net)
        return [f"{'join_maps' if maps else 'join'}({', '.join(shown)})"]

    def _lines(self, op: Op) -> list[str]:
        match op:
            case Fetch(name=name, node=node, label=label, threshold=threshold):
                source = f'batch["{node}"]' + (f'["{label}"]' if label else "")
                lines = [f"{name} = {source}"]
                return [*lines, f"{name} = ({name} > 0.5).to({name}.dtype)"] if threshold else lines
            case Evaluate():
                return self._evaluate(op)
            case Prior():
                return self._prior(op)
            case Sample(parameters=parameters, noise=noise):
                arguments = [*map(self.use, parameters), _picked(*noise)]
                return call(op.name, op.kernel, arguments)
            case Mean(kernel=kernel, parameters=parameters):
                shown = [self.use(parameter) for parameter in parameters]
                return [
                    f"{op.name} = {kernel}({', '.join(shown)})"
                    if kernel
                    else f"{op.name} = {shown[0]}"
                ]
            case Stack(name=name, parts=parts):
                return [f"{name} = {self.argument(Stacked(parts))}"]
            case Split(names=names):
                return [f"{', '.join(names)} = {_apart(op)}"]
            case Weigh(net=net, inputs=values):
                logit = f"self.{attribute(net)}({', '.join(self.inputs(net, values))})"
                return [f"{op.name} = torch.sigmoid({logit}).flatten()"]

    def _prior(self, op: Prior) -> list[str]:
        length = op.length if op.length == NUMBER else f"len({op.length})"
        shape = f"({', '.join([length, *map(str, op.shape)])}{',' if not op.shape else ''})"
        numbers = [self.use(number) for number in op.numbers]
        return call(op.name, op.kernel, [shape, *numbers, op.like, _picked(op.noise)])

    def _evaluate(self, op: Evaluate) -> list[str]:
        """The call of a net, on its trunk's features where it has one."""
        read = self.inputs(op.net, op.inputs)
        if op.trunk:
            read = [f"self.{attribute(op.trunk)}.trunk({', '.join(read)})"]
        split = f".chunk({len(op.names)}, dim={op.axis})" if len(op.names) > 1 else ""
        return call(", ".join(op.names), f"self.{attribute(op.net)}", read, split)

    def summand(self, part: Summand) -> str:
        """One summand of a loss."""
        factor = "" if part.coefficient == 1 else f"{_shown(part.coefficient)} * "
        match part:
            case Score(kernel=kernel, arguments=arguments, weight=weight):
                shown = [self.use(argument) for argument in arguments]
                if weight is None:
                    return f"{factor}{kernel}_mean({', '.join(shown)})"
                return f"{factor}({self.use(weight)} * {kernel}({', '.join(shown)})).mean()"
            case SlopePenalty():
                real, fake = (self._tuple(op, part.net) for op in (part.real, part.fake))
                judge = self._judge_call(part)
                return f"{factor}gradient_penalty({judge}, {real}, {fake}, {part.mix.name}).mean()"
            case Prices(kernel=kernel, logits=logits, first=first, y=y):
                return f"{factor}{kernel}({logits}, len({first}), y={y})"
            case _:
                price = part.template.replace("{d}", part.logit)
                inner = price if price.endswith(")") and not price.startswith("(") else f"({price})"
                if price == part.logit:
                    inner = price
                return f"{factor}{inner}.mean()"

    def _judge_call(self, part: SlopePenalty) -> str:
        """The discriminator as a function of its parents, whose classes it spells out itself."""
        net = f"self.{attribute(part.net)}"
        if part.net in self.program.bound or (len(part.real) == 1 and not any(part.classes)):
            return net
        names = [value.name for value in part.real]
        uses = [Use(name, classes=k) for name, k in zip(names, part.classes, strict=True)]
        inner = ", ".join(self.inputs(part.net, uses))
        return f"lambda {', '.join(names)}: {net}({inner})"

    def _tuple(self, uses: Sequence[Use], net: str) -> str:
        return f"[{', '.join(self.use(value, net) for value in uses)}]"


def _shown(coefficient: float) -> str:
    return repr(int(coefficient)) if coefficient == int(coefficient) else repr(coefficient)


def _picked(*draws: tuple[str, ...]) -> str:
    """The base noise of a draw, or of several that are made together."""
    if len(draws) > 1:
        return f"pick_each(noise, {', '.join(map(repr, draws))})".replace("'", '"')
    return f"pick(noise, {', '.join(map(repr, draws[0]))})".replace("'", '"')


def _apart(op: Split) -> str:
    """How a stack is taken apart."""
    if not op.lengths:
        return f"{op.value}.chunk({len(op.names)})"
    return f"{op.value}.split([{', '.join(f'len({name})' for name in op.lengths)}])"


def _context(op: Op) -> str:
    """The context manager an operation runs under, or nothing."""
    if isinstance(op, Weigh) or getattr(op, "no_grad", False):
        return "torch.no_grad()"
    nets = op.freeze if isinstance(op, Evaluate) else ()
    return f"frozen({', '.join('self.' + attribute(net) for net in nets)})" if nets else ""


def _folded(ops: tuple[Op, ...], keep: set[str]) -> Iterator[Op]:
    """The operations, a single raw parameter folded into the mean that alone reads it."""
    skip = False
    for op, following in zip_longest(ops, ops[1:]):
        if skip:
            skip = False
            continue
        if (
            isinstance(op, Evaluate)
            and isinstance(following, Mean)
            and following.kernel is None
            and following.parameters[0] == Use(op.names[0])
            and not keep & set(op.names)
        ):
            skip = True
            rest = ("_",) * (len(op.names) - 1)
            yield Evaluate(
                (following.name, *rest), op.net, op.inputs, op.axis, op.trunk, op.freeze, op.no_grad
            )
        else:
            yield op
