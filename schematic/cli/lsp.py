"""An editor's messages on standard input → answers on standard output: the `lsp` command."""

from __future__ import annotations

import argparse
import os
import sys
from typing import BinaryIO, TextIO, cast

import schematic
from schematic.cli.failures import UsageError

DESCRIPTION = """Serve editors over standard input and output, by the Language Server Protocol.

Editors start this command themselves; docs/editors.md has the lines for VS Code, Neovim, Helix and
Emacs. It needs the extra: pip install 'schematic[lsp]'."""

EXTRA = "pip install 'schematic[lsp]'"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `lsp`: the one that editors' clients give of their own accord."""
    parser.add_argument("--stdio", action="store_true", help="the default, and the only way")


def run(options: argparse.Namespace) -> int:
    """Serve until the editor says goodbye, or goes.

    Raises:
        UsageError: pygls is not installed.
    """
    try:
        from schematic.lsp.server import make_server
    except ModuleNotFoundError as fault:
        if fault.name is None or fault.name.partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise UsageError("the language server needs pygls", EXTRA) from None
    with _own(sys.stdin, "rb") as read, _own(sys.stdout, "wb") as write:
        make_server(schematic.__version__).start_io(read, write)
    return 0


def _own(stream: TextIO, mode: str) -> BinaryIO:
    """A stream of the server's own to the same place: it closes it when the editor goes."""
    return cast(BinaryIO, os.fdopen(os.dup(stream.fileno()), mode))
