"""A running server with a page of its own, and a client that speaks to it."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from schematic.play.edited_file import EditedFile
from schematic.play.gate import HEADER
from schematic.play.limits import Limits
from schematic.play.routes import Desk
from schematic.play.server import PlayServer
from schematic.resources import zoo

NONE: Mapping[str, str | None] = MappingProxyType({})
LIMITS = Limits()
PAGE = {"index.html": b"<!doctype html><title>p</title>", "assets/main.js": b"1"}


@dataclass
class Client:
    """What a page sends."""

    server: PlayServer
    heads: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the token from the address, as the page does."""
        self.heads = {
            HEADER: self.server.address.rpartition("token=")[2],
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{self.server.server_port}",
            **self.heads,
        }

    @contextmanager
    def opened(
        self, method: str, path: str, body: object = None, heads: Mapping[str, str | None] = NONE
    ) -> Iterator[http.client.HTTPResponse]:
        """The response, while it lasts."""
        port = self.server.server_port
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            sent = body if isinstance(body, bytes) else json.dumps(body).encode()
            all_heads = {k: v for k, v in {**self.heads, **heads}.items() if v is not None}
            connection.request(method, path, None if body is None else sent, all_heads)
            yield connection.getresponse()

    def send(
        self, method: str, path: str, body: object = None, heads: Mapping[str, str | None] = NONE
    ) -> tuple[int, Any]:
        """The status, and what came back: a value of JSON, or text."""
        with self.opened(method, path, body, heads) as response:
            raw = response.read()
            is_json = response.headers.get_content_type() == "application/json"
            return response.status, json.loads(raw) if is_json else raw.decode()

    def events(self, path: str, body: object) -> Generator[dict[str, Any]]:
        """The events of a stream; leaving early closes the connection."""
        with self.opened("POST", path, body) as response:
            assert response.status == 200, response.read()
            for line in response:
                if line.startswith(b"data: "):
                    yield json.loads(line.removeprefix(b"data: "))


@contextmanager
def serving(
    file: Path | None = None, limits: Limits = LIMITS, page: Mapping[str, bytes] = PAGE
) -> Iterator[Client]:
    """A client of a server that ends with this context."""
    desk = Desk(EditedFile(file) if file else None, None, limits)
    server = PlayServer(desk, page)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield Client(server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A client of a server that edits no file."""
    with serving() as found:
        yield found


def spec(name: str) -> str:
    """The text of a shipped spec."""
    return zoo()[name].read_text(encoding="utf-8")
