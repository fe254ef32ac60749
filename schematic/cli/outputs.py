"""A result → standard output, or a file that is there as a whole or not at all."""

from __future__ import annotations

import sys


def write_result(content: str | bytes, out: str) -> None:
    """Write to a path, or to standard output for `-`.

    Raises:
        OSError: it cannot be written.
    """
    raw = content if isinstance(content, bytes) else content.encode("utf-8")
    if out != "-":
        from schematic.training.checkpoint.atomic_file import write_bytes

        write_bytes(out, raw)
    elif isinstance(content, str):
        print(content, end="" if content.endswith("\n") else "\n")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
