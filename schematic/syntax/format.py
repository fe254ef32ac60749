"""Source → the same source in canonical layout, as `sgm fmt` writes it.

A statement takes one line. In consecutive lines of one sort the columns are aligned, and so are
the comments behind consecutive lines. A comment inside a statement moves above it. Blank lines
are kept, one at a time. The result is read again and compared before it is returned.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from schematic.diagnostics import Error, SchematicError, Source
from schematic.diagnostics.report import display_width
from schematic.syntax import tree
from schematic.syntax.parse import Known, parse
from schematic.syntax.write import Cells, write_cells

WIDEST_CELL = 40
WIDEST_LINE = 72
GAP = 2


class FormatError(Error):
    """The canonical layout would not say what the source says: a fault of ours, not the user's."""


@dataclass(frozen=True)
class Line:
    """A line of the result: a statement of some sort, or (sort None) a comment of its own."""

    sort: type[tree.Statement] | None
    cells: Cells
    comment: str
    blank: bool


def format_source(source: Source) -> str:
    """A source in canonical layout.

    Raises:
        SchematicError: something does not parse; nothing is changed then, so nothing is lost.
        FormatError: the result would not say what the source says.
    """
    parsed, findings = parse(source)
    if findings:
        raise SchematicError(findings, source)
    return format_tree(parsed)


def format_tree(parsed: tree.Tree, known: Known | None = None) -> str:
    """The source of a tree, all of which parses, in canonical layout.

    Args:
        parsed: the tree.
        known: what knows some statements of the result already.

    Raises:
        FormatError: the result would not say what the source says.
    """
    text = "".join(f"{line}\n" for line in _written(tuple(_lines(parsed))))
    _compare(parsed, text, known)
    return text


def _compare(before: tree.Tree, text: str, known: Known | None) -> None:
    """Make sure that nothing was lost or changed."""
    after, findings = parse(Source(before.source.name, text), known)
    comments = [[comment.text.strip() for comment in t.comments] for t in (before, after)]
    if findings or before.statements != after.statements or comments[0] != comments[1]:
        message = f"{before.source.name}: the formatter would change this spec; it is left alone"
        raise FormatError(message, "please report it, with the spec")


# What stands on each line


def _lines(parsed: tree.Tree) -> Iterator[Line]:
    """The lines of a tree: its statements and the comments that have lines of their own."""
    source = parsed.source
    waiting = list(reversed(parsed.comments))
    last = 0
    for statement in parsed.statements:
        start, end = statement.span.start, statement.span.end
        first, behind = _line_of(source, start), _line_of(source, end)
        above = _taken(waiting, end)
        for comment in above:
            here = min(first, _line_of(source, comment.offset))
            yield Line(None, (), _comment(comment), 0 < last < here - 1)
            last = here
        trailing = ""
        if waiting and _line_of(source, waiting[-1].offset) == behind:
            trailing = _comment(waiting.pop())
        yield Line(_sort(statement), write_cells(statement), trailing, 0 < last < first - 1)
        last = behind
    for comment in reversed(waiting):
        here = _line_of(source, comment.offset)
        yield Line(None, (), _comment(comment), 0 < last < here - 1)
        last = here


def _sort(statement: tree.Statement) -> type[tree.Statement]:
    """What a statement is laid out as: a plate as what it repeats."""
    return type(statement.statement if isinstance(statement, tree.Plate) else statement)


def _taken(waiting: list[tree.Comment], end: int) -> list[tree.Comment]:
    """The comments before an offset, taken from the end of a list."""
    taken = []
    while waiting and waiting[-1].offset < end:
        taken.append(waiting.pop())
    return taken


def _line_of(source: Source, offset: int) -> int:
    return source.position(offset)[0]


def _comment(comment: tree.Comment) -> str:
    text = comment.text
    return f"#{text}" if not text or text[0].isspace() or text[0] in "#!" else f"# {text}"


# How it is laid out


def _written(lines: Sequence[Line]) -> Iterator[str]:
    """The text of each line, and the blank lines between."""
    for run in _runs(lines):
        if run[0].blank:
            yield ""
        yield from _run(run)


def _runs(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Consecutive statements, cut at blank lines; comments of their own are runs by themselves."""
    run: list[Line] = []
    for line in lines:
        if run and (line.blank or line.sort is None or run[-1].sort is None):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _run(run: Sequence[Line]) -> Iterator[str]:
    """The lines of a run with its comments aligned."""
    if run[0].sort is None:
        yield run[0].comment
        return
    texts = [
        text
        for _, block in groupby(run, key=lambda line: line.sort)
        for text in _aligned([line.cells for line in block])
    ]
    column = max((w for w in map(display_width, texts) if w <= WIDEST_LINE), default=0)
    for line, text in zip(run, texts, strict=True):
        padding = " " * (max(0, column - display_width(text)) + GAP)
        yield text + padding + line.comment if line.comment else text


def _aligned(rows: Sequence[Cells]) -> Iterator[str]:
    """The rows of a block; a cell is as wide as the widest that has another one behind it."""
    widths: dict[int, int] = {}
    for row in rows:
        for column, cell in enumerate(row[:-1]):
            width = display_width(cell)
            if widths.get(column, 0) < width <= WIDEST_CELL:
                widths[column] = width
    for row in rows:
        padded = (_padded(cell, widths.get(at, 0)) for at, cell in enumerate(row[:-1]))
        yield " ".join((*padded, row[-1]))


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - display_width(cell))
