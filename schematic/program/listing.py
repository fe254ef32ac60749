"""Program → text: one operation a line, as `sgm compile --stage program` prints it.

shared
z      = prior normal_prior([len x, 64], 0, 1)          noise z
x_fake = G(z)
φ takes x, x_fake
d_both = D(x ⧺ x_fake.detach)
price  = verdict_nll_mean(d_both, len x, y=1)           scalar
minimises  1 price                                      "log q(y|x)"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from schematic.expressions import replaced, text
from schematic.graph.laws import spelled
from schematic.graph.names import greek
from schematic.program.indexed import Row
from schematic.program.ops import (
    NUMBER,
    Apply,
    Argument,
    Call,
    Enumerate,
    Evaluate,
    Every,
    Fetch,
    Form,
    Length,
    Loop,
    Mean,
    Op,
    Operand,
    Price,
    Prior,
    Program,
    Recipe,
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
    results,
)

WIDTH = 72


def write_text(program: Program) -> str:
    """A program as text: the shared draws, a section a player, and the recipes."""
    lines = [f"program {program.schematic.name}"]
    if program.bound:
        lines.append(f"bound {', '.join(sorted(program.bound))}")
    if program.given_copies:
        lines.append(f"given copies {', '.join(sorted(program.given_copies))}")
    lines += ["", "shared", *_block(program.shared)]
    for section in program.sections:
        lines += ["", *_section(section)]
    recipes = {
        "sample": program.samples,
        "infer": program.infers,
        "reconstruct": program.reconstructs,
    }
    for word, found in recipes.items():
        for recipe in found:
            lines += ["", *_recipe(word, recipe)]
    return "\n".join(lines)


def _section(section: Section) -> Iterator[str]:
    yield f"{greek(section.player.name)} takes {', '.join(section.takes) or 'nothing'}"
    yield from _block(section.ops)
    for summand in section.summands:
        yield _noted(f"  minimises  {_summand(summand)}", f'"{summand.label}"')


def _summand(summand: Summand) -> str:
    weight = f"{_operand(summand.weight)} · " if summand.weight else ""
    value = weight + summand.value
    reduced = value if summand.reduction is Reduction.NONE else f"mean({value})"
    return f"{summand.coefficient:g} {reduced}"


def _recipe(word: str, recipe: Recipe) -> Iterator[str]:
    given = f" of {', '.join(recipe.needs)}" if recipe.needs else ""
    yield f"{word} {recipe.target}{given}"
    yield from _block(recipe.ops)
    yield f"  returns {recipe.result}"


def _block(ops: Sequence[Op]) -> Iterator[str]:
    flat = [op for op in ops if not isinstance(op, Loop)]
    width = max((len(", ".join(results(op))) for op in flat), default=0)
    for op in ops:
        if isinstance(op, Loop):
            yield f"  for t in {_values(op.values)}"
            yield from (f"  {line}" for line in _block(op.body))
            continue
        names = ", ".join(results(op)).ljust(width)
        value, *notes = PRINTERS[type(op)](op)
        yield _noted(f"  {names} = {value}", ", ".join(filter(None, notes)))


def _values(values: range) -> str:
    """The values of t, from the first to the last."""
    return f"{values[0]}..{values[-1]}"


def _noted(line: str, note: str) -> str:
    return f"{line.ljust(WIDTH)}  {note}" if note else line


# The table: an operation of each kind as its right-hand side and its notes


def _fetch(op: Fetch) -> tuple[str, ...]:
    label = f" where {op.label}" if op.label else ""
    step = f" or {op.step.stem} at {op.step.place}" if op.step else ""
    threshold = "thresholded at ½" if op.threshold else ""
    fetched = f"batch {op.node}{step}{label}"
    return fetched, threshold, "0 where it is missing" if op.seen else ""


def _rows(op: Rows) -> tuple[str, ...]:
    seen, missing = map(_operand, op.seen), (f"not {_operand(use)}" for use in op.missing)
    return " and ".join((*seen, *missing)), ""


def _evaluate(op: Evaluate) -> tuple[str, ...]:
    split = f"split along {op.axis}" if len(op.names) > 1 else ""
    return (
        (_features(op) if op.features else _net_call(op)),
        split,
        _frozen(op),
        _no_grad(op.no_grad),
    )


def _transform(op: Transform) -> tuple[str, ...]:
    net = f"{op.net}⁻¹" if op.backwards else op.net
    call = f"carry {net}({', '.join(map(_argument, op.inputs))})"
    frozen = f"frozen {', '.join(op.freeze)}" if op.freeze else ""
    return call, frozen, _no_grad(op.no_grad)


def _prior(op: Prior) -> tuple[str, ...]:
    length = op.length if op.length == NUMBER else f"len {op.length}"
    shape = ", ".join((length, *map(str, op.shape)))
    arguments = ", ".join((f"[{shape}]", *map(_operand, op.numbers)))
    return f"prior {op.kernel}({arguments})", f"noise {' or '.join(op.noise)}"


def _sample(op: Sample) -> tuple[str, ...]:
    noise = "; ".join(" or ".join(names) for names in op.noise)
    several = f"{op.samples} an example" if op.samples > 1 else ""
    call = f"sample {op.kernel}({_operands(op.parameters)})"
    return call, f"noise {noise}", _shared(op), several, _no_grad(op.no_grad)


def _shared(op: Sample) -> str:
    return f"shared {' × '.join(map(str, op.share.sizes))}" if op.share else ""


def _enumerate(op: Enumerate) -> tuple[str, ...]:
    return f"enumerate {op.kernel}({_operand(op.like)})", f"{op.values} values an example"


def _shuffle(op: Shuffle) -> tuple[str, ...]:
    each = f", each of {op.samples} draws" if op.samples > 1 else ""
    what = "rows" if op.rows else "elements"
    return f"shuffle {what} of {_operand(op.value)}{each}", f"noise {op.noise}"


def _every(op: Every) -> tuple[str, ...]:
    copies = f"{op.copies} × " if op.copies > 1 else ""
    return f"every {op.kernel}({op.event}, {copies}len {op.length})", f"{op.values} values"


def _mean(op: Mean) -> tuple[str, ...]:
    call = f"{op.kernel}({_operands(op.parameters)})" if op.kernel else _operand(op.parameters[0])
    return call, _no_grad(op.no_grad)


def _stack(op: Stack) -> tuple[str, ...]:
    return (_argument(Stacked(op.parts)),)


def _split(op: Split) -> tuple[str, ...]:
    lengths = ", ".join(f"len {name}" for name in op.lengths) or "equal parts"
    return f"split {op.value} in {lengths}", ""


def _weigh(op: Weigh) -> tuple[str, ...]:
    return f"σ({_net_call(op)})", _no_grad(True)


def _call(op: Call) -> tuple[str, ...]:
    options = "".join(f", {name}={value}" for name, value in op.options)
    scalar = "scalar" if op.form is Form.SCALAR else ""
    return f"{op.kernel}({_operands(op.arguments)}{options})", scalar


def _apply(op: Apply) -> tuple[str, ...]:
    options = "".join(f", {name}={value}" for name, value in op.options)
    return f"{op.kernel}({_operands(op.arguments)}{options})", ""


def _reverse(op: Reverse) -> tuple[str, ...]:
    net = f"{op.net} on {op.trunk}" if op.trunk else op.net
    told = f"{net}({', '.join(map(_argument, op.inputs))})"
    return f"reverse {op.schedule} from {op.start} by {op.estimate} of {told}", f"noise {op.noise}"


def _price(op: Price) -> tuple[str, ...]:
    return text(replaced(op.expression, op.logits)), f"price {op.price}"


def _slope(op: Slope) -> tuple[str, ...]:
    real, fake = (", ".join(map(_operand, uses)) for uses in (op.real, op.fake))
    return f"slope {_net(op)}({real} … {fake}; at {_operand(op.mix)})", _frozen(op)


PRINTERS: Mapping[type, Callable[..., tuple[str, ...]]] = {
    Apply: _apply,
    Call: _call,
    Enumerate: _enumerate,
    Evaluate: _evaluate,
    Every: _every,
    Fetch: _fetch,
    Mean: _mean,
    Price: _price,
    Prior: _prior,
    Rows: _rows,
    Reverse: _reverse,
    Sample: _sample,
    Shuffle: _shuffle,
    Slope: _slope,
    Split: _split,
    Stack: _stack,
    Transform: _transform,
    Weigh: _weigh,
}
"""One row for each kind of operation; a test compares the keys with `Op`."""


def _net(op: Evaluate | Slope | Weigh) -> str:
    return f"{op.net} on {op.trunk}" if op.trunk else op.net


def _net_call(op: Evaluate | Weigh) -> str:
    return f"{_net(op)}({', '.join(map(_argument, op.inputs))})"


def _features(op: Evaluate) -> str:
    return f"{op.net}.trunk({', '.join(map(_argument, op.inputs))})"


def _frozen(op: Evaluate | Slope) -> str:
    return f"frozen {', '.join(op.freeze)}" if op.freeze else ""


def _no_grad(holds: bool) -> str:
    return "no gradient" if holds else ""


def _argument(value: Argument) -> str:
    return " ⧺ ".join(map(_operand, value.parts)) if isinstance(value, Stacked) else _operand(value)


def _operands(values: Sequence[Operand]) -> str:
    return ", ".join(map(_operand, values))


def _operand(value: Operand) -> str:
    match value:
        case Use(name=name, detached=detached, copies=copies, classes=classes):
            text = name + (".detach" if detached else "")
            text = f"one_hot({text}, {classes})" if classes else text
            return f"{copies} × {text}" if copies > 1 else text
        case Length(of=name, parts=parts):
            return f"len {name} / {parts}" if parts > 1 else f"len {name}"
        case Row(values=values):
            return f"[{spelled(values[0])}, …, {spelled(values[-1])}]"
        case _:
            return spelled(value)
