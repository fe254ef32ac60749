"""The server of `sgm play`: requests on the loopback interface → files, answers, and events.

It is the standard library's. A thread answers a request; a stream of events lasts until its process
ends or the page goes away, which stops the process.
"""

from __future__ import annotations

import json
import select
import socket
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, cast
from urllib.parse import unquote, urlsplit

from schematic.diagnostics import Error, SchematicError
from schematic.play.bundle import INDEX, type_of
from schematic.play.gate import Gate
from schematic.play.play_errors import BusyError, NothingThereError, PlayError, TooMuchError
from schematic.play.routes import ROUTES, Answered, Desk, Streamed

HOST = "127.0.0.1"
PAUSE = 0.5
"""Seconds without an event after which a line is sent, so that a page which is gone is noticed."""
PATIENCE = 30.0
"""Seconds that a connection may be silent in the middle of a request, or between two."""
DROPPING, DROPPED = 1.0, 64_000_000
"""Seconds of silence in the rest of a request that is refused, and its bytes that are taken."""
LONGEST_DROP = 5.0
"""Seconds for all of that rest."""
MOST_DIGITS = 18
"""Of a length: Python reads no number of some thousand digits."""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


class PlayServer(ThreadingHTTPServer):
    """A server on a port of 127.0.0.1; 0 is any that is free."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, desk: Desk, page: Mapping[str, bytes], port: int = 0) -> None:
        """Listen.

        Args:
            desk: what it works with.
            page: the files of the page by name.
            port: of 127.0.0.1.

        Raises:
            OSError: the port is taken.
        """
        self.desk, self.page = desk, page
        super().__init__((HOST, port), Handler)
        self.gate = Gate.at(self.server_port)
        self.waiting = threading.BoundedSemaphore(desk.limits.answers)

    @property
    def address(self) -> str:
        """The address that opens the page; the page sends its token with every request."""
        return f"http://{HOST}:{self.server_port}/?token={self.gate.token}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a page that has gone away; anything else is a fault, and is told."""
        import sys

        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Stop all jobs, and listen no more."""
        self.desk.jobs.close()
        super().server_close()


class Handler(BaseHTTPRequestHandler):
    """One connection of a page."""

    protocol_version = "HTTP/1.1"
    server_version = "sgm-play"
    sys_version = ""
    timeout: ClassVar[float] = PATIENCE
    disable_nagle_algorithm = True  # head and content are two packets, and the second must not wait
    _taken = False
    """Whether the body of the request has been read."""

    @property
    def play(self) -> PlayServer:
        """The server."""
        return cast(PlayServer, self.server)

    def do_GET(self) -> None:
        """Give out a file of the page, or answer."""
        self._serve()

    do_HEAD = do_PUT = do_POST = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of requests: an address has no place in a terminal that others see."""

    def _serve(self) -> None:
        self._taken = False
        try:
            path = self._asked_path()
            route = ROUTES.get((self.command, path))
            if route is None:
                self._file(path)
            else:
                self._answer(route)
        except PlayError as error:
            self._refuse(error.http, error)
        except SchematicError as error:
            self._refuse(HTTPStatus.UNPROCESSABLE_ENTITY, error)
        except Error as error:
            self._refuse(HTTPStatus.BAD_REQUEST, error)

    def _asked_path(self) -> str:
        """The path of the request.

        Raises:
            NothingThereError: its address is none.
        """
        try:
            return unquote(urlsplit(self.path).path)
        except ValueError:
            raise NothingThereError("nothing answers this request") from None

    # The page

    def _file(self, path: str) -> None:
        self.play.gate.require_host(self._heads)
        name = path.removeprefix("/") or INDEX
        if self.command not in ("GET", "HEAD") or name not in self.play.page:
            raise NothingThereError("nothing answers this request")
        self._send(HTTPStatus.OK, self.play.page[name], type_of(name))

    # Questions

    def _answer(self, route: Answered | Streamed) -> None:
        self.play.gate.require_page(self._heads)
        body = {} if self.command == "GET" else self._body()
        if isinstance(route, Streamed):
            self._stream(route, body)
            return
        if not self.play.waiting.acquire(blocking=False):
            raise BusyError("too many questions wait for an answer", "ask again")
        try:
            answer = route.answer(self.play.desk, body)
        finally:
            self.play.waiting.release()
        text = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
        self._send(HTTPStatus.OK, text.encode("utf-8", "replace"), "application/json")

    def _drop_body(self) -> None:
        """Take what is left of a request, so that the page hears why it is refused.

        A connection that is closed with something unread is reset, and the answer is lost.
        """
        try:
            self.connection.settimeout(DROPPING)
            length = min(int(self.headers.get("Content-Length", 0)), DROPPED)
            end = time.monotonic() + LONGEST_DROP
            while not self._taken and length > 0 and time.monotonic() < end:
                part = self.rfile.read1(min(length, 65_536))
                length = length - len(part) if part else 0
        except (OSError, ValueError):
            pass

    def _body(self) -> Mapping[str, object]:
        """The object of JSON that comes with a request.

        Raises:
            PlayError: it is none, or too large.
        """
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            raise PlayError("the request does not say how long it is")
        if len(length) > MOST_DIGITS or int(length) > self.play.desk.limits.bytes:
            raise TooMuchError(f"a request has at most {self.play.desk.limits.bytes:,} bytes")
        if self.headers.get_content_type() != "application/json":
            raise PlayError("the request is no application/json")
        raw = self.rfile.read(int(length))
        self._taken = True
        try:
            body = json.loads(raw)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise PlayError("the request is no object of JSON")
        return body

    # Events

    def _stream(self, route: Streamed, body: Mapping[str, object]) -> None:
        """Send what a process tells, event by event, until it ends or the page goes away."""
        desk = self.play.desk
        texts = {key: body.get(key, "") for key in ("text", "name")}
        if not all(isinstance(text, str) for text in texts.values()):
            raise PlayError("`text` or `name` is no text")
        task = {**body, **texts, "name": texts["name"] or "page.sgm", "task": route.task}
        with desk.jobs.started(task, route.seconds(desk.limits)) as job:
            self._head(HTTPStatus.OK, {"Content-Type": "text/event-stream", "Connection": "close"})
            self.close_connection = True
            for event in job.events(PAUSE):
                if self._is_gone():
                    return
                self._event(event)

    def _event(self, event: Mapping[str, object] | None) -> None:
        """Send an event; None is a line that says only that the server is still there."""
        line = b":\n\n"
        if event is not None:
            line = b"data: " + json.dumps(event, ensure_ascii=False).encode() + b"\n\n"
        self.wfile.write(line)
        self.wfile.flush()

    def _is_gone(self) -> bool:
        """Whether the page has closed the connection."""
        try:
            readable, _, _ = select.select([self.connection], [], [], 0)
            return bool(readable) and not self.connection.recv(1, socket.MSG_PEEK)
        except OSError:
            return True

    # Replies

    def _refuse(self, status: HTTPStatus, error: Error) -> None:
        """Say what is wrong, and end the connection."""
        self.close_connection = True
        self._drop_body()
        text = "\n".join(filter(None, (error.message, error.cure)))
        self._send(status, text.encode("utf-8", "replace"), "text/plain; charset=utf-8")

    def _send(self, status: HTTPStatus, content: bytes, type_: str) -> None:
        self._head(status, {"Content-Type": type_, "Content-Length": str(len(content))})
        if self.command != "HEAD":
            self.wfile.write(content)

    def _head(self, status: HTTPStatus, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**HEADERS, **headers}.items():
            self.send_header(name, value)
        if self.close_connection and "Connection" not in headers:
            self.send_header("Connection", "close")
        self.end_headers()

    @property
    def _heads(self) -> Mapping[str, str]:
        return cast(Mapping[str, str], self.headers)
