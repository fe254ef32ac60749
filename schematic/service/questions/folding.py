"""Document → what can be folded: long statements, long comments, and paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from schematic.diagnostics import Source, Span
from schematic.service.answers import Fold
from schematic.service.document import Document
from schematic.service.question import Asked, Question


def folding(document: Document) -> tuple[Fold, ...]:
    """The parts of a text that take more than one line, in order."""
    source, parsed = document.source, document.tree
    statements = sorted((*parsed.broken, *(each.span for each in parsed.statements)))
    comments = [
        Span(comment.offset, comment.offset + 1)
        for comment in parsed.comments
        if not _before(source, comment.offset)
    ]
    found = [Fold(span, "statement") for span in statements if _height(source, span)]
    found += [Fold(span, "comment") for span in _runs(source, comments)]
    found += [Fold(span, "paragraph") for span in _runs(source, statements)]
    return tuple(sorted(set(found), key=lambda fold: (fold.span, fold.sort)))


def _before(source: Source, offset: int) -> str:
    """What stands on a line before a place."""
    line, column = source.position(offset)
    return source.line(line)[: column - 1].strip()


def _height(source: Source, span: Span) -> int:
    """How many line ends a span holds."""
    return source.position(span.end)[0] - source.position(span.start)[0]


def _runs(source: Source, spans: Iterable[Span]) -> Iterator[Span]:
    """The runs of two or more spans on consecutive lines, to the end of the last line."""
    run: list[Span] = []
    for span in (*spans, None):
        if span is not None and run:
            last, first = source.position(run[-1].end)[0], source.position(span.start)[0]
            if first - last <= 1:
                run.append(span)
                continue
        if len(run) > 1:
            yield Span(run[0].start, _line_end(source, run[-1].end))
        run = [] if span is None else [span]


def _line_end(source: Source, offset: int) -> int:
    end = source.text.find("\n", offset)
    return len(source.text) if end < 0 else end


def _ask(document: Document, asked: Asked) -> tuple[Fold, ...]:
    return folding(document)


QUESTION = Question("folding", _ask)
