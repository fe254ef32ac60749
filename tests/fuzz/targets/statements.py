"""A few lines of a spec → statements and comments that cover the text and can be written."""

from __future__ import annotations

from schematic.diagnostics import SchematicError, Source
from schematic.syntax.parse import decode, parse
from schematic.syntax.statements import cut
from schematic.syntax.write import write_statement
from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.guard import Fault
from tests.fuzz.mutators.spec_changed import changed_spec, spec_lines


def attempt(data: bytes) -> str:
    """Cut, parse, and write what was parsed."""
    try:
        source = decode("fuzz.sgm", data)
    except SchematicError as refused:
        return refused.diagnostics[0].code
    _check_cover(source)
    tree, findings = parse(source)
    for statement in tree.statements:
        written = Source.of("fuzz.sgm", write_statement(statement))
        again, wrong = parse(written)
        if wrong or again.statements != (statement,):
            raise Fault(f"a statement is written as another one: {written.text!r}")
    codes = {finding.code for finding in findings}
    return " ".join(sorted(codes | {type(statement).__name__ for statement in tree.statements}))


def _check_cover(source: Source) -> None:
    """Whatever is not blank stands in one statement or in a comment."""
    chunks, comments = cut(source)
    rest, last = list(source.text), 0
    for chunk in chunks:
        if not last <= chunk.span.start < chunk.span.end <= len(rest):
            raise Fault(f"statements overlap: {chunk.span}")
        last = chunk.span.end
        rest[chunk.span.start : last] = " " * (last - chunk.span.start)
    for comment in comments:
        end = source.text.find("\n", comment.offset)
        end = len(rest) if end < 0 else end
        rest[comment.offset : end] = " " * (end - comment.offset)
    if "".join(rest).strip():
        raise Fault(f"a part of the text is lost: {''.join(rest)!r}")


TARGET = FuzzTarget(
    promise="Every sign of a text is in a statement or a comment, and statements can be written.",
    seeds=spec_lines,
    change=changed_spec,
    attempt=attempt,
    quick=4_000,
    largest=1024,
)
