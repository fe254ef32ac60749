"""Any bytes as a spec → its canonical layout, which says the same and stays as it is."""

from __future__ import annotations

from schematic.diagnostics import SchematicError, Source
from schematic.syntax.format import format_source
from schematic.syntax.parse import decode, parse
from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.guard import Fault
from tests.fuzz.mutators.spec_changed import changed_spec, spec_seeds, specs


def seeds() -> list[bytes]:
    """The specs and their paragraphs: a short text is laid out sooner."""
    parts = [part for text in specs() for part in text.split("\n\n") if part.strip()]
    return [*spec_seeds(), *(part.encode() for part in parts for _ in range(3))]


def attempt(data: bytes) -> str:
    """Lay out, and lay out again."""
    try:
        source = decode("fuzz.sgm", data)
        text = format_source(source)
    except SchematicError as refused:
        return " ".join(sorted({finding.code for finding in refused.diagnostics}))
    again = Source.of("fuzz.sgm", text)
    if format_source(again) != text:
        raise Fault(f"laid out twice, it changes: {text!r}")
    before, after = parse(source)[0], parse(again)[0]
    if before.statements != after.statements:
        raise Fault(f"it says something else: {text!r}")
    kept = [[comment.text.strip() for comment in tree.comments] for tree in (before, after)]
    if kept[0] != kept[1]:
        raise Fault(f"comments are lost: {text!r}")
    sorts = sorted({type(statement).__name__ for statement in before.statements})
    return " ".join(("laid out", *sorts, "with comments" if kept[0] else ""))


TARGET = FuzzTarget(
    promise="A layout says what the text says, keeps its comments, and is its own layout.",
    seeds=seeds,
    change=changed_spec,
    attempt=attempt,
    quick=2_000,
)
