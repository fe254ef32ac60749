"""Findings → the same findings, with each name in the spelling of the user's own text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.graph.names import ascii_name, greek
from schematic.syntax.statements import names_in
from schematic.syntax.tree import Tree

_WORD = re.compile(r"[^\W\d]\w*")


def as_written(findings: tuple[Diagnostic, ...], tree: Tree) -> tuple[Diagnostic, ...]:
    """The findings for a reader who wrote `theta`, and does not want to read θ."""
    if not findings:
        return ()
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
