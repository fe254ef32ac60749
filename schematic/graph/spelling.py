"""Findings → the same findings, with each name in the spelling of the user's own text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.graph.copies import Copy
from schematic.graph.names import ascii_name, greek
from schematic.syntax.statements import names_in
from schematic.syntax.tree import Plate, Tree

_WORD = re.compile(r"[^\W\d]\w*")


def as_written(
    findings: tuple[Diagnostic, ...], tree: Tree, copies: Mapping[str, Copy]
) -> tuple[Diagnostic, ...]:
    """The findings for a reader who wrote `theta` or `z[3]`, and does not want to read θ or `z_3`.

    Args:
        findings: those of all stages.
        tree: the text that they are about.
        copies: what plates have made, by name.
    """
    if not findings:
        return ()
    spelling = {**{name: str(copy) for name, copy in copies.items()}, **_spelling(tree)}
    findings = _once_a_plate(findings, tree)

    def spelled(text: str) -> str:
        return _WORD.sub(lambda w: spelling.get(ascii_name(w.group()), w.group()), text)

    return tuple(
        replace(f, message=spelled(f.message), cause=spelled(f.cause), cure=spelled(f.cure))
        for f in findings
    )


def _once_a_plate(findings: tuple[Diagnostic, ...], tree: Tree) -> tuple[Diagnostic, ...]:
    """The findings, but what is wrong with a plate at its first value only."""
    plates = [s.span for s in tree.statements if isinstance(s, Plate)]
    kept: dict[object, Diagnostic] = {}
    for finding in findings:
        at = finding.span
        inside = at is not None and any(p.start <= at.start and at.end <= p.end for p in plates)
        kept.setdefault((finding.code, at) if inside else finding, finding)
    return tuple(kept.values())


def _spelling(tree: Tree) -> Mapping[str, str]:
    """How each name that can be written in two ways is written first."""
    spelling: dict[str, str] = {}
    for span in (*tree.broken, *(statement.span for statement in tree.statements)):
        for word in names_in(tree.source, span):
            if word != ascii_name(word) or word != greek(word):
                spelling.setdefault(ascii_name(word), word)
    return spelling
