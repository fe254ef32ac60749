"""Words of a command line → an exit status: `sgm`."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `sgm`.

    Args:
        arguments: the words behind `sgm`; those of this process if None.

    Returns:
        0 fine, 1 findings, 2 wrong use or our fault, 130 interrupted.
    """
    from schematic.cli.entry import run

    return run(arguments)
