"""The built page: the names of its files → their content.

A file is found in a table that is made once, so no path of a request ever touches the disk.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable

from schematic.diagnostics import Error
from schematic.resources import page

INDEX = "index.html"
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}


class UnbuiltError(Error):
    """The page is not there."""


class Bundle(Mapping[str, bytes]):
    """The files of a folder by their paths in it, with `/` between: `assets/index.js`."""

    def __init__(self, folder: Traversable) -> None:
        """List the files; each is read when it is asked for."""
        self.files = dict(_files(folder, ""))

    def __getitem__(self, name: str) -> bytes:
        """The content of a file."""
        return self.files[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self.files)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.files)


def built_page() -> Bundle:
    """The page.

    Raises:
        UnbuiltError: it is not built.
    """
    try:
        return Bundle(page())
    except FileNotFoundError as error:
        cure = "in a checkout: cd play && npm ci && npm run build; else install schematic again"
        raise UnbuiltError(str(error), cure) from None


def type_of(name: str) -> str:
    """The media type of a file, by its ending."""
    ending = name[name.rfind(".") :]
    return TYPES.get(ending) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _files(folder: Traversable, before: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = before + entry.name
        if entry.is_dir():
            yield from _files(entry, f"{name}/")
        elif entry.is_file():
            yield name, entry
