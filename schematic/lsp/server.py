"""Messages of an editor → answers of the service: the language server.

One thread reads and writes; another one answers, a request after the other. So a request that is
cancelled before its turn is never computed, and typing is read while an answer is. Findings are
looked for when typing rests, of the newest text only.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

from schematic.lsp.method import Method
from schematic.lsp.methods import METHODS
from schematic.lsp.methods.diagnostics import diagnostics
from schematic.lsp.opened import Opened

REST = 0.08
"""Seconds without a change after which findings are looked for."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass
class Desk:
    """What is open, the thread that answers, and who waits for findings."""

    server: LanguageServer
    documents: dict[str, Opened] = field(default_factory=dict)
    waiting: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    publishing: set[asyncio.Task[None]] = field(default_factory=set)
    worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "service"))

    def put(self, opened: Opened) -> None:
        """Take the newest version of a document, and look for its findings when typing rests."""
        self.documents[opened.uri] = opened
        self.forget(opened.uri)
        loop = asyncio.get_running_loop()
        self.waiting[opened.uri] = loop.call_later(REST, self._begin, opened)

    def forget(self, uri: str) -> None:
        """Look no more for findings of a version that is gone."""
        handle = self.waiting.pop(uri, None)
        if handle is not None:
            handle.cancel()

    async def ask(self, answer: Callable[[], T]) -> T:
        """What a function returns, computed in the thread that answers."""
        return await asyncio.get_running_loop().run_in_executor(self.worker, answer)

    def _begin(self, opened: Opened) -> None:
        task = asyncio.get_running_loop().create_task(self._publish(opened))
        self.publishing.add(task)
        task.add_done_callback(self.publishing.discard)

    async def _publish(self, opened: Opened) -> None:
        """Send the findings of a document, unless a newer version has come."""
        try:
            found = await self.ask(lambda: diagnostics(opened) if self._is_newest(opened) else [])
        except Exception:
            _log.exception("the findings of %s could not be computed", opened.uri)
            return
        if self._is_newest(opened):
            self.server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(opened.uri, found, opened.version)
            )

    def _is_newest(self, opened: Opened) -> bool:
        return self.documents.get(opened.uri) is opened


def make_server(version: str) -> LanguageServer:
    """A server that answers all methods, and tells its version."""
    server = LanguageServer("schematic", version, max_workers=1)
    desk = Desk(server)
    _keep_documents(server, desk)
    for method in METHODS.values():
        server.feature(method.request, method.options)(_handler(desk, method))
    return server


def _keep_documents(server: LanguageServer, desk: Desk) -> None:
    """Follow what the editor opens, changes and closes."""

    def opened(params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        kind = types.PositionEncodingKind(server.workspace.position_encoding or "utf-16")
        desk.put(Opened(item.uri, item.version, item.text, kind.value))

    def changed(params: types.DidChangeTextDocumentParams) -> None:
        item = params.text_document
        before = desk.documents[item.uri]
        desk.put(before.changed(item.version, params.content_changes))

    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        desk.forget(uri)
        desk.documents.pop(uri, None)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(opened)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(changed)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(closed)


def _handler(desk: Desk, method: Method) -> Callable[[Any], Awaitable[object]]:
    """The function that answers a request: about the version of the document at that moment."""

    async def handle(params: Any) -> object:
        uri = _uri_of(params)
        opened = desk.documents.get(uri)
        if opened is None:
            code = types.LSPErrorCodes.RequestFailed
            raise JsonRpcException(f"{uri or 'no document'} is not open", code)
        await asyncio.sleep(0)
        return await desk.ask(partial(method.answer, opened, params))

    return handle


def _uri_of(params: Any) -> str:
    """The document that a request is about; that of ours comes without types."""
    document = getattr(params, "text_document", None) or getattr(params, "textDocument", None)
    uri = getattr(document, "uri", "")
    return uri if isinstance(uri, str) else ""
