"""Statement → the names in it, each with its place: what may stand there.

The grammar alone decides the place, so nothing here asks what a name means. `table.py` resolves the
names, and completion asks the same places what may be written at the cursor.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from schematic.diagnostics import Span
from schematic.syntax import tree


class Place(Enum):
    """Where a name can stand."""

    MODEL = auto()
    DECLARED_NODE = auto()
    PARENT = auto()
    CHILD = auto()
    INDICATOR = auto()
    DECLARED_LABEL = auto()
    LABEL = auto()
    TYPE = auto()
    SIZE = auto()
    LAW = auto()
    LAW_ARGUMENT = auto()
    RULE = auto()
    VALUE = auto()
    ARGUMENT = auto()
    NET = auto()
    GROUP = auto()
    FIXED = auto()
    ATTRIBUTE = auto()
    ATTRIBUTE_VALUE = auto()
    SHARE_FACTOR = auto()
    SHARE_WORD = auto()
    DECLARED_NET = auto()
    TRUNK = auto()
    CONSTRUCTOR = auto()
    WIDTH = auto()
    OPTION = auto()
    OPTION_VALUE = auto()
    DECLARED_NUMBER = auto()
    DECLARED_INDEX = auto()
    INDEX = auto()
    SCHEDULE = auto()
    REWRITE = auto()

    __hash__ = object.__hash__  # quicker than that of the name, and as good: a member is one object


class Use(NamedTuple):
    """A name in a statement.

    Attributes:
        place: where it stands.
        text: the name, NFKC-normalised, without an index.
        span: its place in the text.
        statement: the statement around it; a plate where there is one.
        of: the word that it belongs to: a label's indicator, the family or the constructor of an
            argument, the attribute or the option of a value.
        behind: for the value of an option, its constructor.
    """

    place: Place
    text: str
    span: Span
    statement: tree.Statement
    of: str = ""
    behind: str = ""


Found = Iterator[tuple[Place, tree.Name, str, str]]


def uses(statement: tree.Statement) -> Iterator[Use]:
    """The names in a statement; those of one sort in the order of the text."""
    for place, name, of, behind in _statement(statement):
        stem = name.stem if isinstance(name, tree.Copy) else name
        yield Use(place, stem.text, stem.span, statement, of, behind)
        if isinstance(name, tree.Copy) and isinstance(name.index.base, tree.Name):
            base = name.index.base
            yield Use(Place.INDEX, base.text, base.span, statement)


def _statement(statement: tree.Statement) -> Found:
    match statement:
        case tree.Plate(statement=repeated, range=over):
            yield Place.DECLARED_INDEX, over.index, "", ""
            yield from _statement(repeated)
            for end in (over.first, over.last):
                if isinstance(end.base, tree.Name):
                    yield Place.INDEX, end.base, "", ""
        case tree.ModelLine(name=name, definition=definition):
            yield Place.MODEL, name, "", ""
            for link in definition.rewrites if definition is not None else ():
                yield Place.REWRITE, tree.Name(link.text, link.span), "", ""
        case tree.NodeLine():
            yield from _node(statement)
        case tree.FactorLine():
            yield from _factor(statement)
        case tree.NetLine(name=name, constructor=constructor, trunk=trunk):
            yield Place.DECLARED_NET, name, "", ""
            yield from _constructor(Place.CONSTRUCTOR, constructor)
            if trunk is not None:
                yield Place.TRUNK, trunk, "", ""
        case tree.LetLine(name=name):
            yield Place.DECLARED_NUMBER, name, "", ""
        case tree.TrainLine(schedule=schedule):
            yield Place.SCHEDULE, schedule, "", ""


def _node(line: tree.NodeLine) -> Found:
    yield Place.DECLARED_NODE, line.name, "", ""
    stem = line.name.stem.text if isinstance(line.name, tree.Copy) else line.name.text
    match line.type:
        case tree.LabelsType(labels=labels):
            for label in labels:
                yield Place.DECLARED_LABEL, label, stem, ""
        case tree.SpaceType(kind=kind, sizes=sizes):
            yield Place.TYPE, kind, line.role, ""
            for size in sizes or ():
                if isinstance(size, tree.Name):
                    yield Place.SIZE, size, "", ""
    match line.law:
        case tree.DataLaw() as data:
            yield from _data(data)
        case tree.PartlyLaw(data=data, otherwise=otherwise):
            yield from _data(data)
            yield from _law(otherwise)
        case tree.RuledLaw(law=law, attributes=rules):
            yield from _law(law)
            for rule in rules:
                yield Place.RULE, rule.name, line.role, ""
        case tree.Call() as law:
            yield from _law(law)
        case None:
            pass


def _data(law: tree.DataLaw) -> Found:
    if law.by is not None:
        yield Place.INDICATOR, law.by, "", ""
    if law.when is not None:
        indicator, label = law.when
        yield Place.INDICATOR, indicator, "", ""
        yield Place.LABEL, label, indicator.text, ""


def _law(call: tree.Call) -> Found:
    yield Place.LAW, call.name, "", ""
    yield from _arguments(Place.LAW_ARGUMENT, call)


def _arguments(place: Place, call: tree.Call) -> Found:
    for part in call.arguments:
        match part:
            case tree.Reference() | tree.Fixed():
                yield from _net(part)
            case tree.Name():
                yield place, part, call.name.text, ""
            case _:
                pass


def _net(part: tree.Reference | tree.Fixed) -> Found:
    if isinstance(part, tree.Fixed):
        yield from _constructor(Place.FIXED, part.call)
        return
    yield Place.NET, part.net, "", ""
    yield Place.GROUP, part.group, "", ""


def _factor(line: tree.FactorLine) -> Found:
    for parent in line.parents:
        yield Place.PARENT, parent, "", ""
    yield Place.CHILD, line.child, line.arrow.value, ""
    if isinstance(line.value, tree.Call):
        yield Place.VALUE, line.value.name, "=" if line.equals else "~", ""
        yield from _arguments(Place.ARGUMENT, line.value)
    else:
        yield from _net(line.value)
    for setting in line.attributes:
        yield Place.ATTRIBUTE, setting.name, line.arrow.value, ""
        match setting.value:
            case tree.Name() as word:
                yield Place.ATTRIBUTE_VALUE, word, setting.name.text, line.arrow.value
            case tree.Sum(shares=shares):
                for share in shares:
                    if isinstance(share.factor, tree.Name):
                        yield Place.SHARE_FACTOR, share.factor, setting.name.text, ""
                    yield Place.SHARE_WORD, share.word, setting.name.text, line.arrow.value
            case _:
                pass


def _constructor(place: Place, call: tree.Call) -> Found:
    yield place, call.name, "", ""
    for part in call.arguments:
        match part:
            case tree.Name():
                yield Place.WIDTH, part, call.name.text, ""
            case tree.Setting(name=name, value=value):
                yield Place.OPTION, name, call.name.text, ""
                word = value.word if isinstance(value, tree.Measured) else value
                if isinstance(word, tree.Name):
                    yield Place.OPTION_VALUE, word, name.text, call.name.text
            case _:
                pass
