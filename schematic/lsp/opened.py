"""A document as an editor has it open: its text, edit by edit, and what the service makes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import PurePosixPath
from urllib.parse import unquote, urlparse

from lsprotocol import types
from pygls.uris import to_fs_path

from schematic.diagnostics import Edit, Span
from schematic.lsp.places import MARK, Places
from schematic.service import Document


@dataclass(frozen=True)
class Opened:
    """One version of a document.

    Attributes:
        uri: where it is.
        version: as the client counts.
        raw: its text, with its own line ends and perhaps a byte-order mark.
        encoding: the units of positions: `utf-8`, `utf-16` or `utf-32`.
    """

    uri: str
    version: int
    raw: str
    encoding: str

    @property
    def name(self) -> str:
        """The name of its file, without the folder."""
        return PurePosixPath(unquote(urlparse(self.uri).path)).name or "<text>"

    @cached_property
    def document(self) -> Document:
        """What the service makes of the text. Beside a file others lie that it may name."""
        path = to_fs_path(self.uri) if urlparse(self.uri).scheme == "file" else None
        return Document.of(self.raw, path or self.name, alone=path is None)

    @cached_property
    def places(self) -> Places:
        """The positions in the document's text, whose line ends are folded to LF."""
        return Places(self.document.text, self.encoding, self.raw.startswith(MARK))

    def changed(
        self, version: int, changes: Iterable[types.TextDocumentContentChangeEvent]
    ) -> Opened:
        """The next version, after some changes, one after the other."""
        raw = self.raw
        for change in changes:
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = Places(raw, self.encoding).span(change.range)
                raw = raw[:start] + change.text + raw[max(start, end) :]
            else:
                raw = change.text
        return replace(self, version=version, raw=raw)

    def range(self, span: Span) -> types.Range:
        """The range of a span of the document."""
        return self.places.range(span)

    def edits(self, edits: Iterable[Edit]) -> list[types.TextEdit]:
        """Edits of the document, with the line ends of its text."""
        crlf = "\r\n" in self.raw
        return [
            types.TextEdit(self.range(span), new.replace("\n", "\r\n") if crlf else new)
            for span, new in edits
        ]

    def rewritten(self, text: str) -> list[types.TextEdit]:
        """The edit that gives the document another text; none if it has that text already."""
        whole = Edit(Span(0, len(self.document.text)), text)
        return self.edits((whole,)) if text != self.document.text else []
