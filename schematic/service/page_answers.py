"""What the page shows of a spec, as frozen data. Places are `Span`s into the document's text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from schematic.diagnostics import Span


@dataclass(frozen=True)
class Refused:
    """Why there is no answer, in the words of a finding."""

    message: str
    cause: str = ""
    cure: str = ""
    code: str = ""
    refused: Literal[True] = True


@dataclass(frozen=True)
class NodePlace:
    """A node: the place of its statement, and of its name in it."""

    name: str
    span: Span
    name_span: Span
    role: str


@dataclass(frozen=True)
class FactorPlace:
    """A factor by its place in order of appearance, which the picture's groups carry."""

    index: int
    span: Span
    arrow_span: Span
    text: str
    parents: tuple[str, ...]
    child: str
    arrow: str


@dataclass(frozen=True)
class PictureAnswer:
    """The picture, and where in the text its nodes and its factors stand."""

    svg: str
    nodes: tuple[NodePlace, ...]
    factors: tuple[FactorPlace, ...]


@dataclass(frozen=True)
class Formula:
    """An expression, as plain text and as LaTeX without delimiters."""

    text: str
    latex: str


@dataclass(frozen=True)
class Where:
    """What a symbol of a reformulated objective stands for, up to its normaliser."""

    symbol: str
    text: str
    latex: str


@dataclass(frozen=True)
class Minimised:
    """The divergences that a player minimises, and where that is proved."""

    text: str
    latex: str
    source: str
    note: str
    where: tuple[Where, ...]


@dataclass(frozen=True)
class TermAnswer:
    """One summand of a player's objective.

    Attributes:
        label: `log p(x|z)`.
        latex, text: the whole summand, with its expectation, as the player maximises it.
        loss: the same as the program minimises it.
        sign: 1 where the player maximises what is scored, −1 where it minimises it.
        factors: the arrows that it comes from.
        along: the arrows along which the draws that it reads were made.
        nodes: the nodes whose draws it reads.
        estimator, reaches: how it is estimated, and where its gradient goes.
    """

    label: str
    latex: str
    text: str
    loss: str
    sign: int
    factors: tuple[int, ...]
    along: tuple[int, ...]
    nodes: tuple[str, ...]
    estimator: str
    reaches: str


@dataclass(frozen=True)
class PlayerAnswer:
    """A player: both forms of its objective, its loss, its terms, and its gradients.

    Where it has more terms than a person reads, `more` counts those that are not told: forms and
    loss are of the others, and there is none that is minimised.
    """

    name: str
    nets: tuple[str, ...]
    steps: int
    maximises: Formula
    minimises: Minimised | None
    no_form: str
    loss: str
    terms: tuple[TermAnswer, ...]
    cuts: tuple[str, ...]
    after: tuple[str, ...]
    constants: tuple[str, ...]
    more: int


@dataclass(frozen=True)
class DrawAnswer:
    """One value of a node: what it is drawn from, and how."""

    name: str
    law: str
    origin: str


@dataclass(frozen=True)
class ObjectiveAnswer:
    """What each player maximises, and how the drawing is to be read."""

    reading: str
    draws: tuple[DrawAnswer, ...]
    players: tuple[PlayerAnswer, ...]


@dataclass(frozen=True)
class StepAnswer:
    """A step of the derivation: the part of the rule, and what it says here."""

    rule: str
    text: str


@dataclass(frozen=True)
class MissingShape:
    """A node whose shape is unknown, so that nets at it cannot be written."""

    node: str
    message: str
    cure: str


@dataclass(frozen=True)
class SourceAnswer:
    """The emitted PyTorch, or the nodes that need a shape first."""

    text: str
    missing: tuple[MissingShape, ...]


@dataclass(frozen=True)
class ProofRow:
    """What the receipt compares, in words, and where that is written."""

    identity: str
    source: str


@dataclass(frozen=True)
class PlayerProof:
    """What is proved of one player."""

    name: str
    rows: tuple[ProofRow, ...]


@dataclass(frozen=True)
class RewriteAnswer:
    """A rewrite.

    Attributes:
        words: as the language writes it.
        sentence: what it does, in half a sentence.
        applies: whether it applies; None where that was not tried, since the drawing is large.
        why: why it does not apply.
    """

    words: str
    sentence: str
    applies: bool | None
    why: str = ""


@dataclass(frozen=True)
class RewrittenAnswer:
    """What rewrites make of a spec.

    Attributes:
        text: of the spec that they lead to.
        name: of that spec.
        known: the shipped spec that it is, or None.
        spec_difference: a unified diff of the texts, by lines.
        difference: what changes in the objective, by lines: `+` gained, `-` lost, `~` changed.
        back: the rewrites that lead back, or None where something is lost for good.
    """

    text: str
    name: str
    known: str | None
    spec_difference: tuple[str, ...]
    difference: tuple[str, ...]
    back: str | None


@dataclass(frozen=True)
class PathStep:
    """One rewrite of a chain, and what it leads to."""

    words: str
    sentence: str
    text: str
    name: str
    known: str | None
    difference: tuple[str, ...]


@dataclass(frozen=True)
class PathAnswer:
    """A chain of rewrites; None in place of it says that there is none within the limit."""

    steps: tuple[PathStep, ...]


@dataclass(frozen=True)
class AtlasPlace:
    """A schematic on the map: its shipped name, if it has one, its text, and how far away it is."""

    name: str | None
    text: str
    depth: int
    chain: tuple[str, ...]


@dataclass(frozen=True)
class AtlasAnswer:
    """A map; each road is `from` and `to` (numbers of places) and `words`."""

    places: tuple[AtlasPlace, ...]
    roads: tuple[Mapping[str, int | str], ...]
    whole: bool


@dataclass(frozen=True)
class ShippedSpec:
    """A shipped spec."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class ShippedGroup:
    """The shipped specs of one group."""

    title: str
    specs: tuple[ShippedSpec, ...]


@dataclass(frozen=True)
class CodePage:
    """The page of a code, as Markdown."""

    code: str
    title: str
    text: str


@dataclass(frozen=True)
class ExportAnswer:
    """A file: its name, its type, and its content as text, or in base64 where it is no text."""

    name: str
    type: str
    text: str | None
    base64: str | None


@dataclass(frozen=True)
class EditedText:
    """A text after an edit by drawing."""

    text: str
