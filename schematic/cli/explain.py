"""The code of a finding → its page: the `explain` command."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

import schematic
from schematic.cli.failures import UsageError
from schematic.diagnostics import PAGES
from schematic.diagnostics.diagnostic import did_you_mean

DESCRIPTION = """Print the page of an error code, or list all codes."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `explain`."""
    parser.add_argument("code", metavar="CODE", nargs="?", help="such as SGM101; all if left out")


def run(options: argparse.Namespace) -> int:
    """Print the page, or the list."""
    import schematic.pipeline  # noqa: F401  the pages of what the checks find

    _import_findings()
    if options.code is None:
        print("\n".join(f"{code}  {PAGES[code].title}" for code in sorted(PAGES)))
        return 0
    code = options.code.strip().upper()
    code = code if code.startswith("SGM") else f"SGM{code}"
    if code not in PAGES:
        close = did_you_mean(code, PAGES)
        cure = close if close.startswith("did") else "`sgm explain` lists all codes"
        raise UsageError(f"there is no code {options.code[:40]!r}", cure)
    page = PAGES[code]
    print(f"{page.code}: {page.title}\n\n{page.text}".rstrip())
    return 0


def _import_findings() -> None:
    """The pages of all other stages: each has a module of its findings, called `…_findings`.

    Those of a constructor stand in its own file.
    """
    from schematic.constructors import CONSTRUCTORS

    tuple(CONSTRUCTORS.values())
    for file in sorted(Path(schematic.__file__).parent.glob("*/*_findings.py")):
        import_module(f"schematic.{file.parent.name}.{file.stem}")
