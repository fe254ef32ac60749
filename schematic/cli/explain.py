"""The code of a finding → its page: the `explain` command."""

from __future__ import annotations

import argparse

from schematic.cli.failures import UsageError
from schematic.diagnostics import PAGES
from schematic.diagnostics.diagnostic import did_you_mean

DESCRIPTION = """Print the page of an error code, or list all codes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `explain`."""
    parser.add_argument("code", metavar="CODE", nargs="?", help="such as SGM101; all if left out")


def run(options: argparse.Namespace) -> int:
    """Print the page, or the list."""
    import schematic.frontend
    import schematic.rewrites.rewrite_findings  # noqa: F401  the pages of what the front half finds

    if options.code is None:
        _import_backend()
        print("\n".join(f"{code}  {PAGES[code].title}" for code in sorted(PAGES)))
        return 0
    code = options.code.strip().upper()
    code = code if code.startswith("SGM") else f"SGM{code}"
    if code not in PAGES:
        _import_backend()
    if code not in PAGES:
        close = did_you_mean(code, PAGES)
        cure = close if close.startswith("did") else "`sgm explain` lists all codes"
        raise UsageError(f"there is no code {options.code[:40]!r}", cure)
    page = PAGES[code]
    print(f"{page.code}: {page.title}\n\n{page.text}".rstrip())
    return 0


def _import_backend() -> None:
    """The pages of what is found once tensors exist."""
    import schematic.model.model_findings
    import schematic.program.program_findings  # noqa: F401
