"""The places in data, which equality leaves out."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from schematic.diagnostics import Span


def places(part: object) -> list[Span]:
    """All places in a part of a tree, which equality leaves out."""
    if isinstance(part, Span):
        return [part]
    if isinstance(part, tuple):
        return [span for each in part for span in places(each)]
    if not is_dataclass(part):
        return []
    return [span for field in fields(part) for span in places(getattr(part, field.name))]
