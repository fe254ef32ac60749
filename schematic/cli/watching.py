"""A spec → the moments at which it changes, or a spec does that it is a rewrite of."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from schematic.diagnostics import SchematicError

PAUSE = 0.2  # seconds between two looks
MOST = 20  # specs of one chain that are looked at

State = tuple[tuple[int, int, int] | None, ...]


def changes(file: Path) -> Iterator[None]:
    """Yield at once, and whenever a spec has changed, until Ctrl-C.

    What is done meanwhile may take a while: a change within that time is told afterwards. A file
    that is gone, or still being written, is waited for: many editors put a new file in the place of
    the old one.
    """
    try:
        while True:
            files = tuple(_chain(file))
            seen = _state(files)
            yield
            last, now = seen, _state(files)
            while now == seen or now != last or now[0] is None:
                time.sleep(PAUSE)
                last, now = now, _state(files)
    except KeyboardInterrupt:
        return


def _state(files: Sequence[Path]) -> State:
    """What tells a change of files: when each was written, how large it is, and which it is."""
    return tuple(map(_told, files))


def _told(path: Path) -> tuple[int, int, int] | None:
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_mtime_ns, told.st_size, told.st_ino


def _chain(file: Path) -> Iterator[Path]:
    """Yield a spec, the spec that it is a rewrite of, and so on."""
    from schematic.rewrites.definition import definition_of
    from schematic.syntax.parse import parse, read

    for _ in range(MOST):
        yield file
        try:
            tree, _findings = parse(read(file))
        except SchematicError:
            return
        line = definition_of(tree)
        if line is None or line.definition is None:
            return
        file = file.parent / line.definition.file
