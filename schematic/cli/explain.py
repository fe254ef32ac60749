"""The code of a finding → its page: the `explain` command."""

from __future__ import annotations

import argparse

from schematic.cli.failures import UsageError
from schematic.diagnostics.all_pages import all_pages
from schematic.diagnostics.diagnostic import did_you_mean

DESCRIPTION = """Print the page of an error code, or list all codes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `explain`."""
    parser.add_argument("code", metavar="CODE", nargs="?", help="such as SGM101; all if left out")


def run(options: argparse.Namespace) -> int:
    """Print the page, or the list."""
    pages = all_pages()
    if options.code is None:
        print("\n".join(f"{code}  {pages[code].title}" for code in sorted(pages)))
        return 0
    code = options.code.strip().upper()
    code = code if code.startswith("SGM") else f"SGM{code}"
    if code not in pages:
        close = did_you_mean(code, pages)
        cure = close if close.startswith("did") else "`sgm explain` lists all codes"
        raise UsageError(f"there is no code {options.code[:40]!r}", cure)
    page = pages[code]
    print(f"{page.code}: {page.title}\n\n{page.text}".rstrip())
    return 0
