"""Findings → the same findings, whose fixes leave no gap where they take something away."""

from __future__ import annotations

from dataclasses import replace

from schematic.diagnostics import Diagnostic, Edit
from schematic.diagnostics.certain import tidied
from schematic.syntax.tree import Plate, Tree


def without_gaps(findings: tuple[Diagnostic, ...], tree: Tree) -> tuple[Diagnostic, ...]:
    """The findings, with the commas and the lines that go with what a fix takes away.

    A plate stands for several statements, so what is wrong with one of them does not take away all.
    """
    if not any(finding.fix for finding in findings):
        return findings
    text = tree.source.text
    repeated = {s.statement.span for s in tree.statements if isinstance(s, Plate)}

    def fixed(fix: tuple[Edit, ...]) -> tuple[Edit, ...]:
        if any(edit.span in repeated for edit in fix):
            return ()
        return tuple(tidied(text, edit) for edit in fix)

    return tuple(replace(f, fix=fixed(f.fix)) if f.fix else f for f in findings)
