"""A client that starts `sgm lsp` as an editor does, and speaks with it over pipes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from lsprotocol import types
from pygls.lsp.client import LanguageClient

URI = "file:///tmp/spec.sgm"
LONGEST = 60


class Editor(LanguageClient):
    """A client that keeps what is published, by the version that it is about."""

    def __init__(self) -> None:
        super().__init__("tests", "0")
        self.began: types.InitializeResult
        self.published: list[types.PublishDiagnosticsParams] = []
        self.arrived = asyncio.Event()

        @self.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def publish(params: types.PublishDiagnosticsParams) -> None:
            self.published.append(params)
            self.arrived.set()

    def open(self, text: str, uri: str = URI) -> types.TextDocumentIdentifier:
        item = types.TextDocumentItem(uri, "sgm", 1, text)
        self.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return types.TextDocumentIdentifier(uri)

    def change(self, version: int, *changes: Any, uri: str = URI) -> None:
        item = types.VersionedTextDocumentIdentifier(version, uri)
        self.text_document_did_change(types.DidChangeTextDocumentParams(item, list(changes)))

    async def findings(self, version: int = 1, uri: str = URI) -> list[types.Diagnostic]:
        """The findings of a version, once they are there."""
        while not (found := [e for e in self.published if (e.uri, e.version) == (uri, version)]):
            self.arrived.clear()
            await asyncio.wait_for(self.arrived.wait(), LONGEST)
        return list(found[0].diagnostics)


Act = Callable[[Editor], Awaitable[None]]
Session = Callable[[Act], None]


@asynccontextmanager
async def editing(encodings: Sequence[str]) -> AsyncIterator[Editor]:
    """An editor with a server of its own, which is told to stop afterwards."""
    editor = Editor()
    await editor.start_io(sys.executable, "-m", "schematic", "lsp")
    kinds = [types.PositionEncodingKind(each) for each in encodings]
    able = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=kinds)
    )
    editor.began = await editor.initialize_async(types.InitializeParams(able))
    editor.initialized(types.InitializedParams())
    try:
        yield editor
    finally:
        await editor.shutdown_async(None)
        editor.exit(None)
        await editor.stop()


@contextmanager
def session(encoding: str) -> Iterator[Session]:
    """Runs coroutines of one editor, one after the other, in a loop of their own."""
    with asyncio.Runner() as runner:
        within = editing([encoding])
        editor = runner.run(within.__aenter__())

        def run(act: Act) -> None:
            runner.run(asyncio.wait_for(act(editor), LONGEST))

        try:
            yield run
        finally:
            runner.run(within.__aexit__(None, None, None))
