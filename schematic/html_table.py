"""Rows of text → an HTML table, as notebooks show it in the colours of their page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def write_table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption, if that is not ""; texts are left-aligned, and keep their spaces."""
    head = "".join(f'<th style="text-align: left">{escape(word)}</th>' for word in heads)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str) -> str:
    return f'<td style="text-align: left; white-space: pre-wrap">{escape(text)}</td>'
