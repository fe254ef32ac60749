"""Text → Schematic, checked: the front half of the compiler in one readable function.

text → parse → tree → elaborate → Schematic → check (structure, then objective)
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from schematic.checks import check
from schematic.diagnostics import Diagnostic, SchematicError, Source
from schematic.diagnostics.diagnostic import errors, in_order
from schematic.graph import Schematic, elaborate
from schematic.graph.elaborate import Settings, Shapes
from schematic.graph.names import ascii_name, greek
from schematic.syntax.errors import empty
from schematic.syntax.parse import parse as parse_source
from schematic.syntax.parse import read
from schematic.syntax.statements import names_in
from schematic.syntax.tree import ModelLine, Tree

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Examination:
    """What the front half says of one source."""

    source: Source
    schematic: Schematic
    findings: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """The findings that stop the compiler."""
        return tuple(errors(self.findings))


def examine(
    source: Source, settings: Settings | None = None, shapes: Shapes | None = None
) -> Examination:
    """Every finding about a source, and the schematic as far as it could be made."""
    with _no_collection():
        return _examine(source, settings, shapes)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Within: no search for garbage, which would walk all that is kept, again and again."""
    collected = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collected:
            gc.enable()


def _examine(source: Source, settings: Settings | None, shapes: Shapes | None) -> Examination:
    tree, unread = parse_source(source)
    schematic, misnamed, excused = _build(tree, settings, shapes)
    if not (tree.statements or unread):
        return Examination(source, schematic, (empty(),))
    if _is_defined(tree) and any(errors(misnamed)):
        return Examination(source, schematic, in_order((*unread, *misnamed)))
    lost = {ascii_name(name) for span in tree.broken for name in names_in(source, span)}
    kept = (f for f in misnamed if not lost & _names(f))
    partial = bool(tree.broken or any(errors(misnamed)))
    found = check(schematic, partial=partial, excused=excused | lost)
    findings = in_order((*unread, *kept, *found))
    return Examination(source, schematic, _as_written(findings, tree) if findings else ())


def _is_defined(tree: Tree) -> bool:
    """Whether a spec is a rewrite of another."""
    return any(isinstance(s, ModelLine) and s.definition for s in tree.statements)


def _build(
    tree: Tree, settings: Settings | None, shapes: Shapes | None
) -> tuple[Schematic, tuple[Diagnostic, ...], frozenset[str]]:
    """The schematic that a tree describes, or that it defines as a rewrite of another."""
    if not _is_defined(tree):
        return elaborate(tree, settings, shapes)
    from schematic.rewrites.define import define

    return define(tree, settings, shapes)


def _names(finding: Diagnostic) -> set[str]:
    return {ascii_name(name) for name in finding.about}


def _as_written(findings: tuple[Diagnostic, ...], tree: Tree) -> tuple[Diagnostic, ...]:
    """The findings with names in the user's spelling: who writes `theta` does not read θ."""
    spelling = _spelling(tree)

    def spelled(text: str) -> str:
        return _WORD.sub(lambda w: spelling.get(ascii_name(w.group()), w.group()), text)

    return tuple(
        replace(f, message=spelled(f.message), cause=spelled(f.cause), cure=spelled(f.cure))
        for f in findings
    )


def _spelling(tree: Tree) -> Mapping[str, str]:
    """How each name that can be written in two ways is written first."""
    spelling: dict[str, str] = {}
    for span in (*tree.broken, *(statement.span for statement in tree.statements)):
        for word in names_in(tree.source, span):
            if word != ascii_name(word) or word != greek(word):
                spelling.setdefault(ascii_name(word), word)
    return spelling


def load(
    path: str | Path, *, settings: Settings | None = None, shapes: Shapes | None = None
) -> Schematic:
    """The schematic in a file.

    Args:
        path: a `.sgm` file.
        settings: values that override its `let` lines.
        shapes: event shapes for nodes that have none.

    Raises:
        SchematicError: the file cannot be read, or has errors; carries every finding.
    """
    return _accepted(examine(read(path), settings, shapes))


def parse(
    text: str,
    *,
    name: str = "<text>",
    settings: Settings | None = None,
    shapes: Shapes | None = None,
) -> Schematic:
    """The schematic in a text. Arguments and errors are those of `load`."""
    return _accepted(examine(Source.of(name, text), settings, shapes))


def _accepted(examination: Examination) -> Schematic:
    if examination.errors:
        raise SchematicError(examination.findings, examination.source)
    return examination.schematic
