"""Where the grammar and the zoo lie: in an installed wheel, or beside the package in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def folder(name: str) -> Path:
    """The folder `grammar` or `specs`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    package = Path(__file__).parent
    for candidate in (package / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    message = f"schematic is installed without its folder `{name}`; install it again"
    raise FileNotFoundError(message)


def zoo() -> dict[str, Path]:
    """The shipped specs by name."""
    return {path.stem: path for path in sorted(folder("specs").glob("*.sgm"))}
