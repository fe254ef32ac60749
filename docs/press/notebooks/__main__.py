"""Names of lectures → their notebooks, executed: `python -m docs.press.notebooks`."""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from docs.press.notebooks.execute import execute
from docs.press.notebooks.file import write_notebook
from docs.press.notebooks.source import read_cells
from docs.press.places import NOTEBOOKS, lectures


def main() -> None:
    """Execute the notebooks, two at a time, and write them with what they show."""
    named = {page.stem: page for page in lectures()}
    parser = argparse.ArgumentParser(prog="python -m docs.press.notebooks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(named)}")
    names = parser.parse_args().names or list(named)
    if unknown := [name for name in names if name not in named]:
        parser.error(f"no lecture is called {', '.join(unknown)}")
    with ThreadPoolExecutor(2) as pool:
        for name, seconds in zip(names, pool.map(_renew, map(named.get, names)), strict=True):
            print(f"{name}.ipynb is executed in {seconds:.0f} s")


def _renew(page: Path) -> float:
    """Execute one notebook; the seconds that it took are returned."""
    start = time.monotonic()
    notebook = execute(read_cells(page.read_text(encoding="utf-8")))
    write_notebook(notebook, NOTEBOOKS / f"{page.stem}.ipynb")
    return time.monotonic() - start


if __name__ == "__main__":
    main()
