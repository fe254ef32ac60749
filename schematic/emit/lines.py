"""Operations → lines of PyTorch, each at most as wide as a reader's screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import NamedTuple

from schematic.emit.variables import Series, Spread, Variables, plus, quoted, range_text
from schematic.expressions import replaced, torch
from schematic.expressions.algebra import Sum
from schematic.graph.ports import joins_parents, reads_maps
from schematic.prices._price import LOGIT
from schematic.program.indexed import PLACE, Moving, Row, at, is_indexed
from schematic.program.ops import (
    NUMBER,
    REVERSE_OPTIONS,
    Apply,
    Argument,
    Call,
    Enumerate,
    Evaluate,
    Every,
    Fetch,
    Length,
    Loop,
    Mean,
    Op,
    Operand,
    Price,
    Prior,
    Program,
    Reduction,
    Reverse,
    Rows,
    Sample,
    Section,
    Shuffle,
    Slope,
    Split,
    Stack,
    Stacked,
    Summand,
    Transform,
    Use,
    Weigh,
    reads,
    results,
)
from schematic.program.runs import Run, runs
from schematic.program.written_names import attribute

WIDTH = 96


def call(target: str, function: str, arguments: Sequence[str], after: str = "") -> list[str]:
    """`target = function(arguments)`, broken into a line an argument where it is too long."""
    head = f"{target} = {function}(" if target else f"{function}("
    line = f"{head}{', '.join(arguments)}){after}"
    if len(line) <= WIDTH - 8:
        return [line]
    return [head, *(f"    {line}" for each in arguments for line in _argument(each)), f"){after}"]


def unpacked(names: Sequence[str], value: str, arguments: Sequence[str] = ()) -> list[str]:
    """`a, b = value`, or `= value(arguments)`: broken in the arguments, or else in the names."""
    whole = f"{value}({', '.join(arguments)})" if arguments else value
    targets = ", ".join(names) if len(names) > 1 else f"({names[0]},)"
    line = f"{targets} = {whole}"
    if len(line) <= WIDTH - 8:
        return [line]
    start = f"{targets} = {value}("
    if arguments and len(start) <= WIDTH - 8:
        return [start, *_filled(arguments), ")"]
    behind = [f") = {whole}"]
    if arguments and len(behind[0]) > WIDTH - 8:
        behind = [f") = {value}(", *_filled(arguments), ")"]
    return ["(", *_filled(names), *behind]


def _filled(parts: Sequence[str]) -> list[str]:
    """Parts with commas behind them, as many a line as there is room for."""
    lines: list[str] = []
    for part in parts:
        if lines and len(lines[-1]) + len(part) + 2 <= WIDTH - 8:
            lines[-1] += f" {part},"
        else:
            lines.append(f"    {part},")
    return lines


def _argument(text: str) -> list[str]:
    """An argument on a line of its own; a call that is too long takes a line an argument too."""
    name, opened, inside = text.partition("(")
    if len(text) <= WIDTH - 13 or not name.isidentifier() or not inside.endswith(")"):
        return [f"{text},"]
    parts = (line for part in _apart_at_commas(inside.removesuffix(")")) for line in _part(part))
    return [f"{name}{opened}", *parts, "),"]


def _part(text: str) -> list[str]:
    """An argument of an argument; a stack that is too long takes a line a part."""
    if len(text) <= WIDTH - 17 or not text.startswith("torch.cat([") or not text.endswith("])"):
        return [f"    {text},"]
    stacked = _apart_at_commas(text.removeprefix("torch.cat([").removesuffix("])"))
    return ["    torch.cat([", *(f"        {each}," for each in stacked), "    ]),"]


def _apart_at_commas(text: str) -> list[str]:
    """The arguments of a call: its text, cut at the commas outside of all brackets."""
    depth, parts = 0, [""]
    for letter in text:
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts]


class Entry(NamedTuple):
    """A summand as an entry of a dictionary.

    Attributes:
        label: its key, as Python writes it.
        shown: its value.
        series: `for t in …` where it stands for several, or nothing.
    """

    label: str
    shown: str
    series: str = ""


class Writer:
    """The operations of one program as text."""

    def __init__(self, program: Program) -> None:
        """Write operations of this program."""
        self.program = program
        self.variables = Variables()
        self.first = 0
        self.rows: Mapping[type, Callable[..., list[str]]] = {
            Apply: self._apply,
            Call: self._call,
            Enumerate: self._enumerate,
            Evaluate: self._evaluate,
            Every: self._every,
            Fetch: self._fetch,
            Mean: self._mean,
            Price: self._price,
            Prior: self._prior,
            Rows: self._rows,
            Reverse: self._reverse,
            Sample: self._sample,
            Shuffle: self._shuffle,
            Slope: self._slope,
            Split: self._split,
            Spread: self._spread,
            Stack: self._stack,
            Transform: self._transform,
            Weigh: self._weigh,
        }

    def block(
        self, ops: Iterable[Op], keep: Iterable[str], variables: Variables | None = None
    ) -> list[str]:
        """Some operations in order; those under one context manager share it.

        Args:
            ops: the operations.
            keep: variables that are read later, so that none of them may be folded away.
            variables: how variables are written, where not by their names alone.
        """
        self.variables = variables or Variables()
        kept, written = {*map(self.variables, keep)}, tuple(ops)
        lines = self.variables.made(written)
        for is_loop, group in groupby(written, key=lambda op: isinstance(op, Loop)):
            for loop in group if is_loop else ():
                assert isinstance(loop, Loop)
                lines += self._loop(loop)
            lines += [] if is_loop else self._straight(group, kept)
        return lines

    def _loop(self, loop: Loop) -> list[str]:
        """A loop, behind the rows of numbers that it reads."""
        rows = self.variables.rows_of(loop)
        lines = [line for name, row in rows for line in _numbers(name, row)]
        before, self.first = self.first, loop.values.start
        indexed = {self.variables(n) for op in loop.body for n in results(op) if is_indexed(n)}
        keep = {name for name in indexed if "[" in name}
        body = self._straight(loop.body, keep)
        self.first = before
        head = f"for {self.variables.index} in {range_text(loop.values)}:"
        return [*lines, head, *(f"    {line}" for line in body)]

    def _straight(self, ops: Iterable[Op], keep: set[str]) -> list[str]:
        """Operations one after another."""
        lines: list[str] = []
        renamed = tuple(map(self.variables.renamed, ops))
        for context, group in groupby(_folded(renamed, keep), key=self._context):
            inner = [line for op in group for line in self.rows[type(op)](op)]
            lines.extend([f"with {context}:", *(f"    {i}" for i in inner)] if context else inner)
        return lines

    def section(self, section: Section, variables: Variables) -> tuple[list[str], list[Entry]]:
        """A player's lines, and its summands.

        A value that one summand alone reads is written where it is read.
        """
        self.variables = variables
        series = _in_series(section.summands)
        together = {name for part in series if isinstance(part, Run) for name in _values_of(part)}
        inlined = _read_once(section) - together
        inside = {op.name: op for op in section.ops if isinstance(op, Call | Price | Slope)}
        ops = [op for op in section.ops if inlined.isdisjoint(results(op))]
        read = {name for summand in section.summands for name in reads(summand)}
        read |= {name for value in inlined for name in reads(inside[value])}
        shown = {variables(name): variables.renamed(inside[name]) for name in inlined}
        lines = self.block(ops, read, variables)
        return lines, [entry for part in series for entry in self._entries(part, shown)]

    def _entries(
        self, part: Summand | Run[Summand], inside: Mapping[str, Call | Price | Slope]
    ) -> Iterator[Entry]:
        """A summand, or those that are alike, as entries of a dictionary."""
        for summand in part.body if isinstance(part, Run) else (part,):
            shown = self.summand(self.variables.renamed(summand), inside)
            if isinstance(part, Run):
                label = quoted(summand.label, self.variables.index)
                yield Entry(
                    label, shown, f"for {self.variables.index} in {range_text(part.values)}"
                )
            else:
                yield Entry(f'"{summand.label}"', shown)

    def summand(self, summand: Summand, inside: Mapping[str, Call | Price | Slope]) -> str:
        """One summand of a loss; `inside` has the operations that are written in place."""
        factor = "" if summand.coefficient == 1 else f"{_shown(summand.coefficient)} * "
        made = inside.get(summand.value)
        value = self.expression(made) if made is not None else summand.value
        if summand.reduction is Reduction.NONE:
            return factor + value
        if summand.weight is not None:
            flat = f"({value}).flatten()" if isinstance(made, Price) else value
            value, bare = f"({self.use(summand.weight)} * {flat})", True
        else:
            bare = not isinstance(made, Price) or _is_bare(made)
        return f"{factor}{value if bare else f'({value})'}.mean()"

    def expression(self, op: Call | Price | Slope) -> str:
        """The right-hand side of an operation."""
        match op:
            case Call(kernel=kernel):
                options = [f"{name}={value}" for name, value in op.options]
                return f"{kernel}({', '.join([*map(self.use, op.arguments), *options])})"
            case Price(expression=expression):
                return torch(replaced(expression, op.logits))
            case Slope():
                return f"gradient_penalty({', '.join(self._ends(op))})"

    def use(self, value: Operand) -> str:
        """A value as an argument."""
        match value:
            case Length(of=name, parts=parts):
                return f"len({name}) // {parts}" if parts > 1 else f"len({name})"
            case Use(name=name, detached=detached, copies=copies, classes=classes):
                text = f"{name}.detach()" if detached else name
                if classes:
                    text = f"one_hot({text}, {classes}, self)"
                return f"tile({text}, {copies})" if copies > 1 else text
            case Row(over=over):
                return f"{self.variables.tables[value]}[{self._turn(over)}]"
            case _:
                return repr(value if isinstance(value, int) else float(value))

    def _turn(self, over: range) -> str:
        """Which turn of a loop it is, from 0."""
        index = self.variables.index
        return f"{over[0]} - {index}" if over.step < 0 else plus(index, -over[0])

    def net(self, net: str) -> str:
        """A net of the model."""
        if PLACE.search(net):
            return f"getattr(self, {quoted(net, self.variables.index)})"
        return f"self.{attribute(net)}"

    def known(self, net: str) -> str:
        """A net, or the first of those that an indexed name stands for; they are called alike."""
        return at(net, self.first)

    def argument(self, value: Argument) -> str:
        """An argument, perhaps of several batches."""
        if not isinstance(value, Stacked):
            return self.use(value)
        if len(value.parts) == 1 and isinstance(value.parts[0], Series):
            return f"torch.cat([{self._series(value.parts[0])}])"
        parts = (
            f"*({self._series(p)})" if isinstance(p, Series) else self.use(p) for p in value.parts
        )
        return f"torch.cat([{', '.join(parts)}])"

    def _series(self, series: Series) -> str:
        return f"{self.use(series.part)} for {self.variables.index} in {range_text(series.values)}"

    def given(self, net: str, values: Sequence[Argument]) -> list[str]:
        """The values that a net is given, as copies where it changes them in place."""
        hands_copies = self.known(net) in self.program.given_copies
        return [
            f"{self.argument(value)}{'.clone()' if hands_copies and isinstance(value, Use) else ''}"
            for value in values
        ]

    def inputs(self, net: str, values: Sequence[Argument], trunk: str | None = None) -> list[str]:
        """The arguments of a net: a user's takes its parents one by one, ours takes one tensor."""
        shown = self.given(trunk or net, values)
        schematic, net = self.program.schematic, self.known(net)
        if net in self.program.bound or len(shown) == 1 or not joins_parents(schematic, net):
            return shown
        maps = reads_maps(schematic, net)
        return [f"{'join_maps' if maps else 'join'}({', '.join(shown)})"]

    # A row each

    def _fetch(self, op: Fetch) -> list[str]:
        node = quoted(op.node, self.variables.index)
        source = f"batch[{node}]" + (f'["{op.label}"]' if op.label else "")
        if op.step is not None:
            place = self._place(op.step.place)
            source = f'copy_of(batch, {node}, "{op.step.stem}", {place})'
        lines = [f"{op.name} = {source}"]
        if op.seen:
            lines = [f"{op.seen}, {op.name} = seen_or_0({source})"]
        if op.threshold:
            lines.append(f"{op.name} = ({op.name} > 0.5).to({op.name}.dtype)")
        return lines

    def _place(self, place: int) -> str:
        """A place on a time axis."""
        return plus(self.variables.index, place) if isinstance(place, Moving) else str(place)

    def _rows(self, op: Rows) -> list[str]:
        parts = [*map(self.use, op.seen), *(f"~{self.use(use)}" for use in op.missing)]
        return [f"{op.name} = {' & '.join(parts)}"]

    def _evaluate(self, op: Evaluate) -> list[str]:
        """The call of a net, on its trunk's features where it has one."""
        read = self._read(op.net, op.inputs, op.trunk)
        called = self.net(op.net) + (".trunk" if op.features else "")
        split = f".chunk({len(op.names)}, dim={op.axis})" if len(op.names) > 1 else ""
        return call(", ".join(op.names), called, read, split)

    def _transform(self, op: Transform) -> list[str]:
        """The call of an invertible net, which takes what it carries and its conditions apart."""
        method = f"{self.net(op.net)}{'.inverse' if op.backwards else ''}"
        return call(f"{op.name}, {op.log_det}", method, self.given(op.net, op.inputs))

    def _prior(self, op: Prior) -> list[str]:
        length = op.length if op.length == NUMBER else f"len({op.length})"
        shape = f"({', '.join([length, *map(str, op.shape)])}{',' if not op.shape else ''})"
        numbers = [self.use(number) for number in op.numbers]
        return call(op.name, op.kernel, [shape, *numbers, op.like, self.picked((op.noise,))])

    def _sample(self, op: Sample) -> list[str]:
        noise = self.picked(op.noise)
        if op.share is not None:
            like = next(self.use(value) for value in op.parameters if isinstance(value, Use))
            noise = f"{op.share.kernel}({', '.join([noise, like, *map(str, op.share.sizes)])})"
        return call(op.name, op.kernel, [*map(self.use, op.parameters), noise])

    def _enumerate(self, op: Enumerate) -> list[str]:
        return [f"{op.name} = {op.kernel}({self.use(op.like)})"]

    def _shuffle(self, op: Shuffle) -> list[str]:
        options = [f"samples={op.samples}"] if op.samples > 1 else []
        options += ["rows=True"] if op.rows else []
        return call(
            op.name, "shuffled", [self.use(op.value), self.picked(((op.noise,),)), *options]
        )

    def _every(self, op: Every) -> list[str]:
        length = f"{op.copies} * len({op.length})" if op.copies > 1 else f"len({op.length})"
        return call(op.name, op.kernel, [repr(op.event), length, op.like])

    def _mean(self, op: Mean) -> list[str]:
        shown = [self.use(parameter) for parameter in op.parameters]
        value = f"{op.kernel}({', '.join(shown)})" if op.kernel else shown[0]
        return [f"{op.name} = {value}"]

    def _stack(self, op: Stack) -> list[str]:
        return [f"{op.name} = {self.argument(Stacked(op.parts))}"]

    def _spread(self, op: Spread) -> list[str]:
        """A split whose parts become entries of a dictionary."""
        value, sizes = f"{op.split.value}.chunk", str(len(op.values))
        if op.length:
            value = f"{op.split.value}.split"
            sizes = f"[len({op.length}) for {self.variables.index} in {range_text(op.values)}]"
        return call(
            "",
            f"{op.table}.update",
            [f"zip({range_text(op.values)}, {value}({sizes}), strict=True)"],
        )

    def _split(self, op: Split) -> list[str]:
        value, sizes = _apart(op)
        return unpacked(op.names, value, [sizes])

    def _weigh(self, op: Weigh) -> list[str]:
        logit = self.net_call(op.net, op.inputs, op.trunk)
        return call(op.name, "torch.sigmoid", [logit], ".flatten()")

    def _call(self, op: Call) -> list[str]:
        options = [f"{name}={value}" for name, value in op.options]
        return call(op.name, op.kernel, [*map(self.use, op.arguments), *options])

    def _apply(self, op: Apply) -> list[str]:
        options = [f"{name}={value}" for name, value in op.options]
        return call(op.name, op.kernel, [*map(self.use, op.arguments), *options])

    def _reverse(self, op: Reverse) -> list[str]:
        """The way back, at a net of the mixture and its level."""
        told = f"lambda {op.start}, {op.level}: {self.net_call(op.net, op.inputs, op.trunk)}"
        noise = self.picked(((op.noise,),))
        arguments = [op.start, told, op.schedule, op.estimate, *REVERSE_OPTIONS, noise]
        return call(op.name, "reverse", arguments)

    def _price(self, op: Price) -> list[str]:
        return [f"{op.name} = {self.expression(op)}"]

    def _slope(self, op: Slope) -> list[str]:
        return call(op.name, "gradient_penalty", self._ends(op))

    def _ends(self, op: Slope) -> list[str]:
        """The arguments of a slope: the discriminator, both ends, and the place between them."""
        real, fake = (", ".join(map(self.use, uses)) for uses in (op.real, op.fake))
        return [self._judge(op), f"[{real}]", f"[{fake}]", self.use(op.mix)]

    def _judge(self, op: Slope) -> str:
        """The discriminator as a function of its parents, whose classes it spells out itself."""
        is_plain = len(op.real) == 1 and not any(op.classes) and op.trunk is None
        is_bound = op.net in self.program.bound
        if (is_bound or is_plain) and op.net not in self.program.given_copies:
            return f"self.{attribute(op.net)}"
        names = [value.name for value in op.real]
        classes = [0 for _ in names] if is_bound else op.classes
        uses = [Use(name, classes=k) for name, k in zip(names, classes, strict=True)]
        return f"lambda {', '.join(names)}: {self.net_call(op.net, uses, op.trunk)}"

    def net_call(self, net: str, values: Sequence[Argument], trunk: str | None) -> str:
        """A call of a net, on its trunk's features where it has one."""
        return f"{self.net(net)}({', '.join(self._read(net, values, trunk))})"

    def _read(self, net: str, values: Sequence[Argument], trunk: str | None) -> list[str]:
        """The arguments of a net."""
        shown = self.inputs(net, values, trunk)
        return [f"{self.net(trunk)}.trunk({', '.join(shown)})"] if trunk else shown

    def _context(self, op: Op) -> str:
        """The context manager an operation runs under, or nothing."""
        if isinstance(op, Weigh) or getattr(op, "no_grad", False):
            return "torch.no_grad()"
        nets = op.freeze if isinstance(op, Evaluate | Slope | Transform) else ()
        return f"frozen({', '.join(map(self.net, nets))})" if nets else ""

    def picked(self, draws: Sequence[tuple[str, ...]]) -> str:
        """The base noise of a draw, or of several that are made together."""
        keys = [[quoted(name, self.variables.index) for name in names] for names in draws]
        if len(keys) == 1:
            return f"pick(noise, {', '.join(keys[0])})"
        each = (f"({', '.join(names)}{',' if len(names) == 1 else ''})" for names in keys)
        return f"pick_each(noise, {', '.join(each)})"


def _read_once(section: Section) -> set[str]:
    """The values that one summand reads and nothing else."""
    inside = {
        op.name
        for op in section.ops
        if isinstance(op, Call | Price) or (isinstance(op, Slope) and not op.freeze)
    }
    parts = (*section.ops, *section.summands)
    readers = Counter(name for part in parts for name in reads(part))
    values = (summand.value for summand in section.summands)
    return {value for value in values if value in inside and readers[value] == 1}


def _is_bare(price: Price) -> bool:
    """Whether a method can be called on a price without brackets around it."""
    text = torch(price.expression)
    return text == LOGIT.name or (
        not isinstance(price.expression, Sum) and text.endswith(")") and text[0].isalpha()
    )


def _shown(coefficient: float) -> str:
    return repr(int(coefficient)) if coefficient == int(coefficient) else repr(coefficient)


def _apart(op: Split) -> tuple[str, str]:
    """How a stack is taken apart: the method, and its argument."""
    if not op.lengths:
        return f"{op.value}.chunk", str(len(op.names))
    return f"{op.value}.split", f"[{', '.join(f'len({name})' for name in op.lengths)}]"


def _numbers(name: str, row: Row) -> list[str]:
    """A row of numbers, as many a line as there is room for."""
    return [f"{name} = (", *_filled([repr(float(value)) for value in row.values]), ")"]


def _in_series(summands: Sequence[Summand]) -> list[Summand | Run[Summand]]:
    """Summands in order, those that are alike as one; none where a label would stand twice."""
    found = list(runs(summands))
    counts = Counter(summand.label for summand in summands)
    return [
        each
        for part in found
        for each in (
            [part]
            if not isinstance(part, Run) or all(counts[s.label] == 1 for s in _written_out(part))
            else _written_out(part)
        )
    ]


def _written_out(run: Run[Summand]) -> list[Summand]:
    return [at(summand, t) for t in run.values for summand in run.body]


def _values_of(run: Run[Summand]) -> set[str]:
    return {summand.value for summand in _written_out(run)}


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
