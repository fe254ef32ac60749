"""The operations of a program, an intermediate representation like the tree and the objective.

Each operation becomes one line of PyTorch, or a loop of such lines. Names are those of the emitted
variables. Operations say what is detached, frozen or without gradient, so nothing about routing is
decided later. What a program may look like is said in `legal.py`, and it is printed by
`listing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from schematic.expressions import Expression, Symbol
from schematic.graph import Schematic
from schematic.graph.copies import TimeStep
from schematic.objective.terms import Objective, Player
from schematic.prices._price import FAKE, LOGIT
from schematic.program.indexed import Row, at, at_name
from schematic.unchanging import Unchanging


@dataclass(frozen=True)
class Use:
    """A value as an argument: perhaps cut from its gradient, repeated, or one-hot."""

    name: str
    detached: bool = False
    copies: int = 1
    classes: int = 0


@dataclass(frozen=True)
class Stacked:
    """Several values as one argument: their examples, one after another along the batch."""

    parts: tuple[Use, ...]


@dataclass(frozen=True)
class Length:
    """How many examples a variable has, or an equal share of them, as an argument."""

    of: str
    parts: int = 1


Argument = Use | Stacked
Operand = Use | Length | float | int | Row
"""An argument of a kernel."""


@dataclass(frozen=True)
class Fetch:
    """`name = batch[node]`, or `batch[node][label]`; binary data are thresholded at ½.

    Of a partly observed node, `seen` is the variable that says in which examples it is there, [B];
    in the others its value is 0. A copy of a plate may come in one array with the others,
    `batch[step.stem][:, step.place]`.
    """

    name: str
    node: str
    label: str | None
    threshold: bool
    seen: str = ""
    step: TimeStep | None = None


@dataclass(frozen=True)
class Rows:
    """`name = seen & ~missing`: the examples that a pass is about, [B].

    Attributes:
        name: whether each example is one of them.
        seen: which examples have a node, for each node that they have.
        missing: the same for each node that they have not.
    """

    name: str
    seen: tuple[Use, ...]
    missing: tuple[Use, ...]


@dataclass(frozen=True)
class Evaluate:
    """`names = net(inputs)`: the raw parameters of a law, split along `axis`.

    Attributes:
        names: the parameters.
        net: whose raw output it is.
        inputs: its parents.
        axis: where its output is split.
        trunk: the net whose features it reads, or None.
        freeze: nets that pass gradient on but keep none.
        no_grad: whether no gradient is recorded at all.
        features: what all of its layers but the last compute, in the place of its output.
    """

    names: tuple[str, ...]
    net: str
    inputs: tuple[Argument, ...]
    axis: int
    trunk: str | None = None
    freeze: tuple[str, ...] = ()
    no_grad: bool = False
    features: bool = False


@dataclass(frozen=True)
class Transform:
    """`name, log_det = net(inputs)`, or `net.inverse(inputs)`: what an invertible net carries.

    Attributes:
        name: the carried value.
        log_det: log|det| of how it was carried, [B]; "_" where nothing reads it.
        net: the net.
        inputs: what is carried, and then its conditions.
        backwards: whether it is carried by the inverse.
        freeze: nets that pass gradient on but keep none.
        no_grad: whether no gradient is recorded at all.
    """

    name: str
    log_det: str
    net: str
    inputs: tuple[Argument, ...]
    backwards: bool
    freeze: tuple[str, ...] = ()
    no_grad: bool = False


@dataclass(frozen=True)
class Prior:
    """`name = kernel((length, *shape), *numbers, like, noise)`: a draw from a law of numbers.

    `length` is a number's variable, or a tensor that is as long; `like` is a tensor of the type and
    device, or LIKE for the model's own.
    """

    name: str
    kernel: str
    shape: tuple[int, ...]
    numbers: tuple[float | Row, ...]
    length: str
    like: str
    noise: tuple[str, ...]


LIKE = "like"
"""The variable that holds a parameter of the model."""
NUMBER = "n"
"""The argument of `sample`: how many."""


@dataclass(frozen=True)
class Share:
    """`kernel(noise, like, *sizes)`: base noise that the values of an enumerated draw share.

    The sizes are, from the outermost copies inwards, in turn those of copies with noise of their
    own and of copies that share it.
    """

    kernel: str
    sizes: tuple[int, ...]


@dataclass(frozen=True)
class Enumerate:
    """`name = kernel(like)`: all values of a node, one after another, each for every example.

    Attributes:
        name: the values, [values · B].
        kernel: what lists them.
        like: the raw parameters of its law, as long as the batch, which tell type and shape.
        node: the node.
        values: how many it has.
    """

    name: str
    kernel: str
    like: Use
    node: str
    values: int


@dataclass(frozen=True)
class Every:
    """`name = kernel(event, copies · length, like)`: all values of a node that is summed out.

    Attributes:
        name: the values, the outermost copies, [values · copies · B].
        kernel: what lists them.
        event: the number of classes, or the shape of some bits.
        length: a variable that is as long as the batch.
        copies: how often each value is repeated for an example.
        like: a tensor of the type and device, or LIKE for the model's own.
        node: the node.
        values: how many it has.
    """

    name: str
    kernel: str
    event: int | tuple[int, ...]
    length: str
    copies: int
    like: str
    node: str
    values: int


@dataclass(frozen=True)
class Sample:
    """`name = kernel(*parameters, noise)`: a draw from a law whose parameters are tensors.

    `noise` has the keys of its base noise, for each of the draws that are made together; `samples`
    says how many draws an example gets, k-major along the batch; `share` how several of them get
    the same noise.
    """

    name: str
    kernel: str
    parameters: tuple[Use | float | Row, ...]
    noise: tuple[tuple[str, ...], ...]
    no_grad: bool = False
    samples: int = 1
    share: Share | None = None


@dataclass(frozen=True)
class Shuffle:
    """`name = shuffled(value, noise)`: each element permuted over the batch on its own.

    Attributes:
        name: the permuted values, as many as before.
        value: the values.
        noise: the key of the base noise, the order of which is that of the examples.
        samples: how many draws an example has; each stays among those of its number.
        rows: whether a value is one element, however many numbers it is: a class.
    """

    name: str
    value: Use
    noise: str
    samples: int = 1
    rows: bool = False


@dataclass(frozen=True)
class Mean:
    """`name = kernel(*parameters)`, or the first parameter where it is the mean itself."""

    name: str
    kernel: str | None
    parameters: tuple[Use | float | Row, ...]
    no_grad: bool = False


@dataclass(frozen=True)
class Stack:
    """`name = torch.cat([*parts])`: batches one after another."""

    name: str
    parts: tuple[Use, ...]


@dataclass(frozen=True)
class Split:
    """`names = value`, taken apart again: in equal parts, or as long as these variables."""

    names: tuple[str, ...]
    value: str
    lengths: tuple[str, ...]


@dataclass(frozen=True)
class Weigh:
    """`name = σ(logit)` without gradient, [B]: how real the discriminator finds each example."""

    name: str
    net: str
    inputs: tuple[Argument, ...]
    trunk: str | None = None


@dataclass(frozen=True)
class Apply:
    """`name = kernel(*arguments, **options)`: a value of a node, [B, …], made of others.

    An option names another function of `emit/kernels`, such as a schedule of noise.
    """

    name: str
    kernel: str
    arguments: tuple[Use, ...]
    options: tuple[tuple[str, str], ...] = ()


REVERSE_STEPS = 100
"""How many steps `sample` takes back along a diffusion, where nothing else is asked for."""
REVERSE_OPTIONS = ("steps", "ode")
"""The arguments of `sample` that say how it goes back."""


@dataclass(frozen=True)
class Reverse:
    """`name = reverse(start, net, schedule, estimate, …)`: from noise back to a value.

    Attributes:
        name: the value.
        start: noise.
        level: the argument of the net that is the level of each step.
        net: what tells the target.
        inputs: its parents; `start` and `level` stand for the mixture and its level at each step.
        schedule: the function that gives α and σ.
        estimate: the function that gives the value at what the net tells.
        noise: the key of the base noise of the steps.
        trunk: the net whose features it reads, or None.
    """

    name: str
    start: str
    level: str
    net: str
    inputs: tuple[Use, ...]
    schedule: str
    estimate: str
    noise: str
    trunk: str | None = None


class Form(Enum):
    """What a computed value is."""

    EXAMPLES = "a value an example, [B]"
    SCALAR = "one value a batch"


@dataclass(frozen=True)
class Call:
    """`name = kernel(*arguments, **options)`: a density, a divergence or the like, in nats."""

    name: str
    kernel: str
    arguments: tuple[Operand, ...]
    form: Form = Form.EXAMPLES
    options: tuple[tuple[str, int | str], ...] = ()


@dataclass(frozen=True)
class Price:
    """`name = expression(logit)`: what is paid for each example at its logit, [B, 1].

    Attributes:
        name: the price of each example.
        expression: a formula of the logit, and of the fake one where it is of pairs.
        logit: the logit, of a pair that of the real example.
        price: the name of the price.
        says_real: whether it asks for a large logit.
        fake: the logit of the fake example of each pair, or None where there are no pairs.
    """

    name: str
    expression: Expression
    logit: str
    price: str
    says_real: bool
    fake: str | None = None

    @property
    def logits(self) -> Mapping[str, Symbol]:
        """The variables that stand for the symbols of the formula."""
        found = {LOGIT.name: Symbol(self.logit)}
        return found if self.fake is None else {**found, FAKE.name: Symbol(self.fake)}


@dataclass(frozen=True)
class Slope:
    """`name = gradient_penalty(net, real, fake, mix)`, [B].

    Attributes:
        name: the penalty of each example.
        net: the discriminator.
        real: the parents' values at one end.
        fake: the same at the other end.
        mix: where between the two the slope is taken.
        classes: for each parent, the classes to spell out as one-hot inside the net's call; the
            slope is taken at points between numbers, and classes are not numbers.
        trunk: the net whose features the discriminator reads, or None.
        freeze: nets that pass gradient on but keep none.
    """

    name: str
    net: str
    real: tuple[Use, ...]
    fake: tuple[Use, ...]
    mix: Use
    classes: tuple[int, ...]
    trunk: str | None = None
    freeze: tuple[str, ...] = ()


@dataclass(frozen=True)
class Loop:
    """`for t in values: body`: operations that are done again for each value of an index t.

    In the body, `z_{t-1}` is `z_2` where t = 3, in names of variables, of nets and of noise; what
    is made in one turn may be read in the next ones, and behind the loop.
    """

    values: range
    body: tuple[Line, ...]


class Reduction(Enum):
    """How a value becomes a summand of the loss."""

    MEAN = "the mean over the batch"
    NONE = "it is a scalar already"


@dataclass(frozen=True)
class Summand:
    """`coefficient · reduction(weight · value)`: a summand of a player's loss.

    Attributes:
        label: what it holds of the term that it belongs to, as `terms` reports it: `−log p(x|z)`.
        coefficient: its factor.
        value: the variable that is reduced.
        weight: a weight for each example, [B], or None for 1.
        reduction: how the value becomes a scalar.
    """

    label: str
    coefficient: float
    value: str
    weight: Use | None = None
    reduction: Reduction = Reduction.MEAN


Line = (
    Fetch
    | Evaluate
    | Transform
    | Prior
    | Enumerate
    | Every
    | Sample
    | Mean
    | Shuffle
    | Stack
    | Split
    | Weigh
    | Apply
    | Reverse
    | Call
    | Price
    | Rows
    | Slope
)
"""What becomes one line of PyTorch."""
Op = Line | Loop


def results(op: Op) -> tuple[str, ...]:
    """The variables that an operation assigns."""
    if isinstance(op, Loop):
        made = [name for each in op.body for name in results(each)]
        return tuple(at_name(name, t) for t in op.values for name in made)
    if isinstance(op, Fetch) and op.seen:
        return op.name, op.seen
    if isinstance(op, Transform):
        return op.name, op.log_det
    return op.names if isinstance(op, Evaluate | Split) else (op.name,)


def reads(part: Op | Summand) -> set[str]:
    """The variables that an operation or a summand needs."""
    match part:
        case Call(arguments=arguments) | Apply(arguments=arguments):
            return set(_names(arguments))
        case Reverse(start=start, level=level, inputs=inputs):
            return ({start} | set(_names(inputs))) - {level}
        case Evaluate(inputs=inputs) | Transform(inputs=inputs) | Weigh(inputs=inputs):
            return set(_names(inputs))
        case Sample(parameters=parameters) | Mean(parameters=parameters):
            return set(_names(parameters))
        case Rows(seen=seen, missing=missing):
            return set(_names((*seen, *missing)))
        case Enumerate(like=Use(name=name)) | Shuffle(value=Use(name=name)):
            return {name}
        case Stack(parts=parts):
            return set(_names(parts))
        case Slope(real=real, fake=fake, mix=mix):
            return set(_names((*real, *fake, mix)))
        case Prior(length=length, like=like) | Every(length=length, like=like):
            return {length, like} - {NUMBER, LIKE}
        case Split(value=value, lengths=lengths):
            return {value, *lengths}
        case Price(logit=logit, fake=fake):
            return {logit} | ({fake} if fake else set())
        case Summand(value=value, weight=weight):
            return {value} | ({weight.name} if weight else set())
        case Fetch():
            return set()
        case Loop():
            return _needed(part)


def turns(loop: Loop) -> Iterator[Line]:
    """The operations of a loop, one after another."""
    return (at(op, t) for t in loop.values for op in loop.body)


def one_by_one(ops: Iterable[Op]) -> Iterator[Line]:
    """Operations in order, those of loops written out."""
    for op in ops:
        yield from turns(op) if isinstance(op, Loop) else (op,)


def _needed(loop: Loop) -> set[str]:
    """The variables that a loop needs from before it."""
    needed, made = set[str](), set[str]()
    body = [(reads(op), results(op)) for op in loop.body]
    for t in loop.values:
        for read, results_ in body:
            needed |= {at_name(name, t) for name in read} - made
            made.update(at_name(name, t) for name in results_)
    return needed


def _names(values: Iterable[Operand | Stacked]) -> Iterator[str]:
    for value in values:
        match value:
            case Use(name=name) | Length(of=name):
                yield name
            case Stacked(parts=parts):
                yield from _names(parts)
            case _:
                pass


def takes(ops: Sequence[Op], summands: Sequence[Summand], made: Iterable[str]) -> tuple[str, ...]:
    """Those of the values made before that some operations and summands need."""
    needed = {name for part in (*ops, *summands) for name in reads(part)}
    needed -= {name for op in ops for name in results(op)}
    return tuple(name for name in made if name in needed)


@dataclass(frozen=True)
class Section:
    """The code of one player: the shared values it takes, its operations, its summands."""

    player: Player
    takes: tuple[str, ...]
    ops: tuple[Op, ...]
    summands: tuple[Summand, ...]


@dataclass(frozen=True)
class Recipe:
    """How a node is computed from others: `sample`, `infer` and `reconstruct` are recipes.

    Attributes:
        target: the node.
        needs: nodes whose values must be given.
        ops: the operations.
        result: the variable that holds the value.
    """

    target: str
    needs: tuple[str, ...]
    ops: tuple[Op, ...]
    result: str


@dataclass(frozen=True)
class Program(Unchanging):
    """A schematic as straight-line code.

    Attributes:
        schematic: what is compiled.
        objective: its objective.
        shared: what is sampled once a batch, for all players.
        sections: one a player, in the order in which they step.
        samples, infers, reconstructs: recipes by target.
        bound: nets that the user brings.
        given_copies: those of them that change in place what they are given, and so get copies.
    """

    schematic: Schematic
    objective: Objective
    shared: tuple[Op, ...]
    sections: tuple[Section, ...]
    samples: tuple[Recipe, ...]
    infers: tuple[Recipe, ...]
    reconstructs: tuple[Recipe, ...]
    bound: frozenset[str]
    given_copies: frozenset[str] = frozenset()


def with_takes(program: Program) -> Program:
    """The program, in which each section takes the shared values that its operations need."""
    made = [name for op in program.shared for name in results(op)]
    sections = (replace(s, takes=takes(s.ops, s.summands, made)) for s in program.sections)
    return replace(program, sections=tuple(sections))
