"""A text → what each stage of the compiler makes of it, computed when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from schematic.diagnostics import Diagnostic, Source
from schematic.handle import Schematic, hold
from schematic.objective import Objective
from schematic.pipeline import Examination, examine
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
    def examination(self) -> Examination:
        """The schematic as far as it could be made, with all findings."""
        return examine(self.source)

    @property
    def tree(self) -> Tree:
        """The statements that parse."""
        return self.examination.tree

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
