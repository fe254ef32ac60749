"""A text → what each stage of the compiler makes of it, computed when it is first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from schematic.diagnostics import Diagnostic, Source, Span
from schematic.graph import Node
from schematic.graph import schematic as data
from schematic.graph.elaborate import elaborate
from schematic.handle import Schematic, hold
from schematic.objective import Objective, derive
from schematic.pipeline import Built, Examination, build, examine_built, is_defined
from schematic.service.remembered import remembered
from schematic.service.table import SymbolTable
from schematic.syntax.format import format_tree
from schematic.syntax.parse import parse
from schematic.syntax.tree import Tree


@dataclass(frozen=True)
class Document:
    """A spec that somebody is writing. It may have errors, so each stage may be missing."""

    source: Source

    @staticmethod
    def of(text: str, name: str = "<text>", *, alone: bool = False) -> Document:
        """A document from a text; all line ends become LF, which moves no line and no column.

        Args:
            text: the text.
            name: of the file, beside which others lie that it may name.
            alone: whether it may name shipped specs only.
        """
        return Document(Source.of(name, text, alone=alone))

    @property
    def text(self) -> str:
        """The text, with LF at all line ends."""
        return self.source.text

    @cached_property
    def parsed(self) -> tuple[Tree, tuple[Diagnostic, ...]]:
        """The statements that parse, and what is wrong with the others."""
        return parse(self.source, remembered)

    @cached_property
    def examination(self) -> Examination:
        """The schematic as far as it could be made, with all findings."""
        return examine_built(*self.parsed, self.built)

    @cached_property
    def built(self) -> Built:
        """What the statements that parse describe, or define as a rewrite of another spec."""
        return build(self.tree)

    @cached_property
    def elaboration(self) -> tuple[data.Schematic, tuple[Diagnostic, ...]]:
        """The schematic, and what is wrong with its names and numbers: no rule is checked."""
        schematic, findings, _ = elaborate(self.tree) if is_defined(self.tree) else self.built
        return schematic, findings

    @cached_property
    def laid_out(self) -> str | None:
        """The text as `sgm fmt` lays it out, or None where a statement does not parse."""
        return None if self.parsed[1] else format_tree(self.tree, remembered)

    @property
    def tree(self) -> Tree:
        """The statements that parse."""
        return self.parsed[0]

    @cached_property
    def table(self) -> SymbolTable:
        """The names of the statements that parse."""
        return SymbolTable.of(self.tree)

    @cached_property
    def nodes(self) -> Mapping[Span, Node]:
        """The node of each line that declares one; of a plate, the first copy."""
        nodes = self.examination.schematic.parts.nodes
        return {node.span: node for node in reversed(nodes)}

    @property
    def findings(self) -> tuple[Diagnostic, ...]:
        """The findings of all stages, in order."""
        return self.examination.findings

    @cached_property
    def schematic(self) -> Schematic | None:
        """The schematic, or None where the text has errors."""
        return None if self.examination.errors else hold(self.examination.schematic)

    @property
    def objective(self) -> Objective | None:
        """The objective, or None where the text has errors."""
        return None if self.schematic is None else self.schematic.objective

    @cached_property
    def standing(self) -> Objective | None:
        """The objective, while a line is being typed that of the lines that parse, or None."""
        if self.objective is not None or not self.tree.broken:
            return self.objective
        rest = examine_built(replace(self.tree, broken=()), (), self.built)
        return None if rest.errors else derive(rest.schematic)
