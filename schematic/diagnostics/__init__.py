"""What is wrong with a schematic, where, why, and what to write instead."""

from schematic.diagnostics.diagnostic import PAGES, Diagnostic, SchematicError
from schematic.diagnostics.edit import Edit
from schematic.diagnostics.error import Error
from schematic.diagnostics.source import NOWHERE, Source, Span

__all__ = ["NOWHERE", "PAGES", "Diagnostic", "Edit", "Error", "SchematicError", "Source", "Span"]
