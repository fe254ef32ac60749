"""Results and remarks → standard output, standard error, or a file.

Whatever may quote others goes to a terminal through `shown`. A file, and a program that reads
standard output, get a result as it is.
"""

from __future__ import annotations

import difflib
import sys

from schematic.cli.colours import coloured
from schematic.diagnostics.foreign_text import shown, shown_lines


def write_result(content: str | bytes, out: str) -> None:
    """Write to a path, as a whole or not at all, or to standard output for `-`.

    Raises:
        OSError: it cannot be written.
    """
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    if out != "-":
        from schematic.training.checkpoint.atomic_file import write_bytes

        write_bytes(out, raw)
    elif isinstance(content, str):
        text = shown_lines(content) if sys.stdout.isatty() else content
        print(text, end="" if text.endswith("\n") else "\n")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)


def show_difference(name: str, before: str, after: str, what: str) -> None:
    """Print what would change in a file, as `diff -u` does; nothing where nothing would.

    Args:
        name: of the file.
        before: its text.
        after: what it would be.
        what: that text, in a word.
    """
    old, new = (text.splitlines(keepends=True) for text in (before, after))
    ends = (f"{shown(name)} (as it is)", f"{shown(name)} ({what})")
    lines = difflib.unified_diff(old, new, *ends)
    whole = (x if x.endswith("\n") else f"{x}\n\\ No newline at end of file\n" for x in lines)
    if difference := "".join(whole):
        write_result(difference, "-")


def tell(message: str) -> None:
    """Print a line on standard output that may quote others."""
    print(shown(message))


def remark(message: str) -> None:
    """Print a line on standard error that may quote others: a note, or what was written."""
    print(coloured(shown(message), sys.stderr), file=sys.stderr)
