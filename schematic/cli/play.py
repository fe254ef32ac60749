"""A spec → a page in the browser that shows it while it is edited: the `play` command."""

from __future__ import annotations

import argparse
import threading
import time
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.inputs import is_folder, read_source
from schematic.cli.numbers import whole
from schematic.cli.outputs import remark, tell
from schematic.ranges import Range
from schematic.syntax.named_source import is_shipped

if TYPE_CHECKING:
    from schematic.play.server import PlayServer

DESCRIPTION = """Open a page that shows a spec while you edit it: picture, objective, PyTorch.

With FILE, the page edits that file. The page can train for a short while on embedded data, and
prove. Everything runs on this machine: the server listens on 127.0.0.1 alone, and answers only the
page whose address it prints. Ctrl-C ends it."""

PORTS = Range(0, 65_535, whole=True)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `play`."""
    parser.add_argument(
        "file",
        metavar="FILE",
        nargs="?",
        help="a spec to edit, or a shipped spec to begin from (see `sgm zoo`)",
    )
    parser.add_argument(
        "--port", type=whole(PORTS), default=0, metavar="N", help="default: any that is free"
    )
    parser.add_argument("--no-browser", action="store_true", help="only print the address")


def run(options: argparse.Namespace) -> int:
    """Serve the page until Ctrl-C."""
    from schematic.training.signals import catch_interrupts

    server = _server(options)
    with catch_interrupts() as stop:
        tell(server.address)
        remark("the page is open until Ctrl-C")
        if not options.no_browser:
            _open(server.address)
        for task in (server.serve_forever, server.desk.warm_up):
            threading.Thread(target=task, daemon=True).start()
        while not stop:
            time.sleep(0.1)
    server.shutdown()
    server.server_close()
    return 0


def _server(options: argparse.Namespace) -> PlayServer:
    from schematic.play.bundle import built_page
    from schematic.play.edited_file import EditedFile
    from schematic.play.limits import Limits
    from schematic.play.routes import Desk
    from schematic.play.server import PlayServer

    file, text = None, None
    if options.file == "-":
        raise UsageError("a page cannot edit standard input", "name a file")
    if options.file and is_folder(options.file):
        raise UsageError(f"{options.file} is a folder", "give the path of a spec")
    if options.file and is_shipped(options.file):
        text = read_source(options.file).text
    elif options.file:
        read_source(options.file)  # its message guesses which shipped spec was meant
        file = EditedFile(options.file)
    try:
        return PlayServer(Desk(file, text, Limits()), built_page(), options.port)
    except OSError as error:
        message = f"port {options.port} cannot be used: {error.strerror}"
        raise UsageError(message, "leave --port out, and any that is free is taken") from None


def _open(address: str) -> None:
    """Show the page, where there is a browser."""
    import webbrowser

    if not webbrowser.open(address):
        remark("no browser could be opened: open the address in one on this machine")
