"""The syntax tree of one `.sgm` file: what was written, with its places, before any meaning.

Two trees are equal if they say the same: places do not count.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from schematic.diagnostics import Source, Span


class Arrow(Enum):
    """The six arrows, by the text that draws them."""

    SOLID = "->"
    DASHED = "..>"
    SOLID_HOLLOW = "-|>"
    DASHED_HOLLOW = "..|>"
    SOLID_RED = "-!>"
    DASHED_RED = "..!>"

    @property
    def dashed(self) -> bool:
        """Inference, as against generation."""
        return self.value.startswith("..")

    @property
    def hollow(self) -> bool:
        """Deterministic: an implicit distribution."""
        return "|" in self.value

    @property
    def red(self) -> bool:
        """Adversarial: both q and its reverse."""
        return "!" in self.value

    @property
    def sort(self) -> str:
        """What the arrow is for: `->` generates, `..>` infers, `-!>` judges."""
        return "-!>" if self.red else "..>" if self.dashed else "->"


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, NFKC-normalised."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written; `value` is an int where the text is a whole number of ≤ 18 digits."""

    text: str
    value: int | float
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """`t`, `t-1`, `t+2`, `3` or `T`: which copy of a node or a net is meant, or a range's end."""

    base: Name | Number
    shift: int
    span: Span = field(compare=False)

    @property
    def text(self) -> str:
        """The index in its canonical spelling."""
        return f"{self.base.text}{self.shift:+d}" if self.shift else self.base.text


@dataclass(frozen=True, slots=True)
class Copy(Name):
    """`h[t-1]`: one of the copies of a node or a net; `text` is its canonical spelling."""

    stem: Name
    index: Index

    @staticmethod
    def of(stem: Name, index: Index, span: Span) -> Copy:
        """The copy of a stem for an index."""
        return Copy(f"{stem.text}[{index.text}]", span, stem, index)


@dataclass(frozen=True, slots=True)
class Reference:
    """`G[θ]`: net G, trained with the parameter group θ; `T[frozen]`: trained by nobody."""

    net: Name
    group: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Share:
    """`100 mmd`: a summand; `factor` is None where none is written."""

    factor: Number | Name | None
    word: Name
    span: Span = field(compare=False)

    @property
    def text(self) -> str:
        """The summand in its canonical spelling."""
        return self.word.text if self.factor is None else f"{self.factor.text} {self.word.text}"


@dataclass(frozen=True, slots=True)
class Sum:
    """`kl + 100 mmd`: words with factors, in the order in which they are written."""

    shares: tuple[Share, ...]
    span: Span = field(compare=False)

    @property
    def text(self) -> str:
        """The sum in its canonical spelling."""
        return " + ".join(share.text for share in self.shares)


@dataclass(frozen=True, slots=True)
class Measured:
    """`normal(0.02)`: a word with a number, the value of an option of a net."""

    word: Name
    number: Number
    span: Span = field(compare=False)

    @property
    def text(self) -> str:
        """The word with its number, in their canonical spelling."""
        return f"{self.word.text}({self.number.text})"


@dataclass(frozen=True, slots=True)
class Setting:
    """`act = leaky`, `beta = 4`, `match = kl + 100 mmd`, or a bare `degenerate` (value None)."""

    name: Name
    value: Number | Name | Sum | Measured | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """`Normal(G[θ], 1)`: a family or a net constructor with its arguments."""

    name: Name
    arguments: tuple[Reference | Fixed | Number | Name | Setting, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Fixed:
    """`scale(0.9)[frozen]`: a net that has no name, written where it is used; nobody trains it."""

    call: Call
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class SpaceType:
    """`unit[1, 28, 28]`; `sizes` is None where no shape is written."""

    kind: Name
    sizes: tuple[Number | Name, ...] | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class LabelsType:
    """`{fake, real}`: the type of an indicator; the first label is 0."""

    labels: tuple[Name, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class DataLaw:
    """`data`, `data by y` or `data when y = source`."""

    by: Name | None
    when: tuple[Name, Name] | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class PartlyLaw:
    """`data or Categorical`: data where there are any, and else a law of the node's own."""

    data: DataLaw
    otherwise: Call
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class RuledLaw:
    """`Categorical {sum}`: a law, with what braces say of the node."""

    law: Call
    attributes: tuple[Setting, ...]
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Link:
    """One rewrite of a chain, as words with single blanks between: `swap x <-> z`."""

    text: str
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Definition:
    """`= swap processes | swap x <-> z in "infogan.sgm"`; `file` keeps no quotes."""

    rewrites: tuple[Link, ...]
    file: str
    file_span: Span = field(compare=False)
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class ModelLine:
    """`model GAN "Goodfellow et al., 2014"`; `title` keeps no quotes."""

    name: Name
    title: str | None
    span: Span = field(compare=False)
    definition: Definition | None = None


@dataclass(frozen=True, slots=True)
class NodeLine:
    """`latent z : real[64] ~ Normal(0, 1)`."""

    role: str
    name: Name
    type: SpaceType | LabelsType
    law: DataLaw | PartlyLaw | RuledLaw | Call | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class FactorLine:
    """`z, c ..|> x = G[θ] {weight = 2}`; `equals` tells `=` from `~`."""

    parents: tuple[Name, ...]
    arrow: Arrow
    child: Name
    equals: bool
    value: Reference | Fixed | Call
    attributes: tuple[Setting, ...]
    arrow_span: Span = field(compare=False)
    sign_span: Span = field(compare=False)
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class NetLine:
    """`net Q = mlp(64, act = leaky) on D`."""

    name: Name
    constructor: Call
    trunk: Name | None
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class LetLine:
    """`let d = 64`."""

    name: Name
    value: Number
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class TrainLine:
    """`train wake-sleep`."""

    schedule: Name
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Range:
    """`for t in 1..T`: the values of an index, both ends among them."""

    index: Name
    first: Index
    last: Index
    span: Span = field(compare=False)


@dataclass(frozen=True, slots=True)
class Plate:
    """`h[t-1] -> z[t] ~ P[t][θ] for t in 1..T`: a statement, once for each value of an index."""

    statement: NodeLine | FactorLine | NetLine
    range: Range
    span: Span = field(compare=False)


Statement = ModelLine | NodeLine | FactorLine | NetLine | LetLine | TrainLine | Plate


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, without its `#`, at the offset of that sign."""

    text: str
    offset: int = field(compare=False)


@dataclass(frozen=True, slots=True)
class Tree:
    """A file: its statements in order, its comments beside them, and what does not parse."""

    source: Source = field(compare=False)
    statements: tuple[Statement, ...]
    comments: tuple[Comment, ...]
    broken: tuple[Span, ...] = ()
