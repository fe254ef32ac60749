"""What the service answers, as frozen data. Places are `Span`s into the document's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from schematic.diagnostics import Span
from schematic.diagnostics.diagnostic import Severity
from schematic.diagnostics.edit import Edit


@dataclass(frozen=True)
class Finding:
    """A diagnostic at its place; the whole first line where it has none.

    `fix` holds the edits that cure it for certain, and is empty where there are none.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    cause: str
    cure: str
    fix: tuple[Edit, ...] = ()


@dataclass(frozen=True)
class Target:
    """Where something is declared: a place in the document, or in the file that is named."""

    span: Span
    file: str = ""


@dataclass(frozen=True)
class Mention:
    """A place where a name stands; `declares` tells the one that says what it is."""

    span: Span
    declares: bool


@dataclass(frozen=True)
class Renaming:
    """The edits that give a name another spelling; or none, and why, and what to do about it.

    `other` is the other spelling of the name as it stands: `theta` of `θ`, `θ` of `theta`, and
    empty for names without one.
    """

    edits: tuple[Edit, ...]
    refusal: str = ""
    cure: str = ""
    other: str = ""


@dataclass(frozen=True)
class Outlined:
    """A statement in the outline of a document.

    Attributes:
        name: what it declares; of an arrow, the nodes that it joins.
        kind: what that is, a value of `table.Kind`, or `arrow`.
        detail: the rest of the line, in short.
        span: the whole statement.
        selection: the name, or the arrow.
    """

    name: str
    kind: str
    detail: str
    span: Span
    selection: Span


@dataclass(frozen=True)
class Fold:
    """Lines that can be hidden but for the first: a statement, a comment, or a paragraph."""

    span: Span
    sort: str


class Token(NamedTuple):
    """A word or a sign with its meaning.

    Attributes:
        span: its place.
        kind: a value of `table.Kind`, or `arrow`, `sign`, `numeral`, `string`, `comment`.
        modifiers: `declaration`; of an arrow `dashed`, `hollow` and `red`.
    """

    span: Span
    kind: str
    modifiers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hint:
    """What a text leaves unsaid, to be shown at a place (an empty span) as if it were written."""

    span: Span
    label: str
    why: str


@dataclass(frozen=True)
class Hover:
    """What is shown of a place: a text in Markdown about the characters of `span`."""

    span: Span
    text: str


@dataclass(frozen=True)
class Item:
    """Something that may be written at a place.

    Attributes:
        label: what a list shows.
        kind: a value of `table.Kind`, or `arrow`, `sign`, `snippet`, `file`.
        detail: a few words behind it.
        documentation: what it means, in Markdown.
        insert: what is written in the place of what was typed.
        sort: items are listed in the order of these texts.
        search: what was typed is compared with this: a Greek letter has its English name here.
        snippet: whether `insert` holds fields such as `${1:z}`, which the editor lets one fill.
    """

    label: str
    kind: str
    detail: str = ""
    documentation: str = ""
    insert: str = ""
    sort: str = ""
    search: str = ""
    snippet: bool = False


@dataclass(frozen=True)
class Completion:
    """What may be written in the place of `span`, the beginning of a word, which may be empty."""

    span: Span
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Action:
    """Something that can be done to a text.

    Attributes:
        title: what it does.
        kind: `quickfix`, `refactor.rewrite`, `source.fixAll` or `source.format`.
        edits: the edits that do it.
        cures: the finding that goes away, of a `quickfix`.
    """

    title: str
    kind: str
    edits: tuple[Edit, ...]
    cures: Finding | None = None
