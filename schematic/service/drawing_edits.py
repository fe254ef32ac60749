"""Text, a gesture in its picture → edits of the text: an arrow more, in another style, or gone.

The edits touch only the statements that they are about, so comments and layout stay. They write
what was drawn, well-formed or not: the findings about the new text say the rest.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schematic.diagnostics import Error, Span
from schematic.diagnostics.diagnostic import did_you_mean
from schematic.diagnostics.edit import Edit
from schematic.graph.elaborate_laws import parts_of
from schematic.graph.names import ascii_name, greek
from schematic.rewrites.definition import definition_of
from schematic.rewrites.edit import GREEK
from schematic.service.document import Document
from schematic.syntax.statements import names_in
from schematic.syntax.tree import (
    Call,
    Copy,
    FactorLine,
    NetLine,
    NodeLine,
    Plate,
    Reference,
    Statement,
)

STYLES = tuple(line + head for head in (">", "|>", "!>") for line in ("-", ".."))
"""The arrows of the language: solid and dashed, each filled, hollow or red."""
LAYERS = "mlp(128)"


class UndrawableError(Error):
    """What was drawn cannot be written into the text."""

    status = 1


class _Names(NamedTuple):
    """The names that a new arrow's net and group may get, the first that is free."""

    nets: tuple[str, ...]
    group: str


_RED = _Names(("D", "C"), "phi")
_GENERATES = _Names(("G", "P", "H"), "theta")
_INFERS = _Names(("E", "Q", "I"), "eta")


def with_arrow(document: Document, parents: Iterable[str], child: str, style: str) -> list[Edit]:
    """The edits that add an arrow with a net and a group of its own.

    The child's own family is what `~ G[θ]` alone means, so the law fits the child's values.

    Args:
        document: the spec.
        parents: names of nodes.
        child: the name of a node.
        style: one of `STYLES`.

    Raises:
        UndrawableError: there is no such node or style, or the spec is a rewrite of another.
    """
    _require_drawn(document)
    _require_style(style)
    nodes = {ascii_name(name): line for name, line in _nodes(document)}
    named = [ascii_name(name) for name in (*parents, child)]
    if len(named) < 2:
        raise UndrawableError("an arrow has no parent", "click the node that it comes from")
    for name in named:
        if name not in nodes:
            message = f"no node of the text is called `{name[:60]}`"
            raise UndrawableError(message, did_you_mean(name, nodes))
    *before, end = (nodes[name].name.text for name in named)
    net, group = _fresh(document, nodes[named[-1]], style)
    sign = "=" if style.endswith("|>") else "~"
    arrow = f"{', '.join(before)} {style} {end} {sign} {net}[{greek(group)}]"
    return [*_inserted(document, arrow, f"net {net} = {LAYERS}")]


def _fresh(document: Document, child: NodeLine, style: str) -> tuple[str, str]:
    """A net and a group whose names nobody has."""
    names = _RED if "!" in style else _GENERATES if child.role == "visible" else _INFERS
    spans = (*document.tree.broken, *(s.span for s in document.tree.statements))
    taken = {ascii_name(n) for span in spans for n in names_in(document.source, span)}
    numbered = (f"{names.nets[0]}{number}" for number in itertools.count(2))
    net = next(n for n in itertools.chain(names.nets, numbered) if n not in taken)
    letters = itertools.chain((names.group, *GREEK), map("theta{}".format, itertools.count(2)))
    return net, next(letter for letter in letters if letter not in taken)


def _inserted(document: Document, arrow: str, net: str) -> Iterator[Edit]:
    """The two lines, each behind the last of its sort."""
    lines = document.tree.statements
    arrows = [s for s in lines if isinstance(_inner(s), FactorLine)]
    nets = [s for s in lines if isinstance(_inner(s), NetLine)]
    nodes = [s for s in lines if isinstance(_inner(s), NodeLine)]
    place = (arrows or nodes)[-1]
    after, gap = _line(document, place.span).end, "" if arrows else "\n"
    if nets:
        yield Edit(Span(after, after), _behind(document, after, gap + arrow))
        at = _line(document, nets[-1].span).end
        yield Edit(Span(at, at), _behind(document, at, net))
    else:
        yield Edit(Span(after, after), _behind(document, after, f"{gap}{arrow}\n\n{net}"))


def _behind(document: Document, at: int, lines: str) -> str:
    """Lines that are inserted at the beginning of a line, or at an end of the text without one."""
    is_begun = at == 0 or document.text[at - 1] == "\n"
    return f"{lines}\n" if is_begun else f"\n{lines}\n"


def restyled(document: Document, index: int, style: str) -> list[Edit]:
    """The edits that give an arrow another style.

    A hollow head has a map and no family, so `~ Normal(G[θ], 1)` becomes `= G[θ]`.

    Args:
        document: the spec.
        index: the arrow's place among the factors.
        style: one of `STYLES`.

    Raises:
        UndrawableError: there is no such arrow or style, or the spec is a rewrite of another.
    """
    _require_style(style)
    line = _factor_line(document, index)
    edits = [Edit(line.arrow_span, style)]
    hollow = style.endswith("|>")
    if hollow != line.equals:
        edits.append(Edit(line.sign_span, "=" if hollow else "~"))
    references = [part for part in parts_of(line.value) if isinstance(part, Reference)]
    if hollow and isinstance(line.value, Call) and references:
        edits.append(Edit(line.value.span, document.source.excerpt(references[0].span)))
    return edits


def without_arrow(document: Document, index: int) -> list[Edit]:
    """The edits that remove an arrow, and the nets that nothing else names.

    Args:
        document: the spec.
        index: the arrow's place among the factors.

    Raises:
        UndrawableError: there is no such arrow, or the spec is a rewrite of another.
    """
    line = _factor_line(document, index)
    return _without(document, [line])


def without_node(document: Document, name: str) -> list[Edit]:
    """The edits that remove a node, and every arrow that touches it.

    Raises:
        UndrawableError: there is no such node, or the spec is a rewrite of another.
    """
    _require_drawn(document)
    nodes = {ascii_name(found): line for found, line in _nodes(document)}
    wanted = ascii_name(name)
    if wanted not in nodes:
        message = f"no node of the text is called `{name[:60]}`"
        raise UndrawableError(message, did_you_mean(wanted, nodes))
    arrows = (s for s in map(_inner, document.tree.statements) if isinstance(s, FactorLine))
    touching = [a for a in arrows if wanted in map(_stem, (*a.parents, a.child))]
    return _without(document, [nodes[wanted], *touching])


def _without(document: Document, gone: list[NodeLine | FactorLine]) -> list[Edit]:
    """The edits that remove some statements with the nets that only they name."""
    spans = {line.span for line in gone}
    named = {_stem(r.net) for line in gone for r in _references(line)}
    kept = [s for s in map(_inner, document.tree.statements) if s.span not in spans]
    used = {_stem(r.net) for s in kept for r in _references(s)}
    used |= {_stem(s.trunk) for s in kept if isinstance(s, NetLine) and s.trunk}
    lost = [s for s in kept if isinstance(s, NetLine) and _stem(s.name) in named - used]
    whole = {_inner(s).span: s.span for s in document.tree.statements}
    return [Edit(_line(document, whole[s.span]), "") for s in (*gone, *lost)]


def _references(statement: Statement) -> tuple[Reference, ...]:
    if not isinstance(statement, FactorLine):
        return ()
    return tuple(part for part in parts_of(statement.value) if isinstance(part, Reference))


def _factor_line(document: Document, index: int) -> FactorLine:
    """The statement of an arrow."""
    _require_drawn(document)
    factors = document.examination.schematic.factors
    if not 0 <= index < len(factors):
        message = f"the text has no arrow {index}"
        raise UndrawableError(message, f"it has {len(factors)}, from 0")
    arrows = (s for s in document.tree.statements if isinstance(_inner(s), FactorLine))
    for statement in arrows:
        line = _inner(statement)
        assert isinstance(line, FactorLine)
        if factors[index].span in (statement.span, line.span):
            return line
    raise UndrawableError("this arrow has no line of its own in the text")


def _nodes(document: Document) -> Iterator[tuple[str, NodeLine]]:
    """The nodes that have a name of their own; copies of a plate have none."""
    for statement in document.tree.statements:
        if isinstance(statement, NodeLine) and not isinstance(statement.name, Copy):
            yield statement.name.text, statement


def _inner(statement: Statement) -> Statement:
    """What a plate repeats, or the statement itself."""
    return statement.statement if isinstance(statement, Plate) else statement


def _stem(name: object) -> str:
    """The name without an index."""
    text = name.stem.text if isinstance(name, Copy) else str(getattr(name, "text", name))
    return ascii_name(text)


def _line(document: Document, span: Span) -> Span:
    """The whole lines of a statement, with their ends."""
    text = document.text
    start = text.rfind("\n", 0, span.start) + 1
    end = text.find("\n", span.end)
    return Span(start, len(text) if end < 0 else end + 1)


def _require_style(style: str) -> None:
    if style not in STYLES:
        raise UndrawableError(f"no arrow is written {style[:20]!r}", f"one of {'  '.join(STYLES)}")


def _require_drawn(document: Document) -> None:
    if definition_of(document.tree) is not None:
        message = "this spec is a rewrite of another, and its arrows stand there"
        raise UndrawableError(message, "draw in that one, or export this one as a text first")


def number_of(word: str) -> int:
    """An index that came as a word; −1 where it is none."""
    return int(word) if re.fullmatch(r"[0-9]{1,6}", word) else -1
