"""A line of JSON on standard input → events, an object of JSON a line, on standard output.

`python -m schematic.play.worker` does one task (a file of `tasks/`) and ends; it ends at once when
its input does, since then nobody listens any more.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
from contextlib import redirect_stdout

from schematic.diagnostics import Error, SchematicError
from schematic.physical_memory import is_out_of_memory
from schematic.play.tasks import TASKS
from schematic.play.tasks._task import Event


def main() -> int:
    """Do the task of the first line of the input."""
    asked: Event = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True).start()
    out = sys.stdout.buffer

    def tell(event: Event) -> None:
        out.write(json.dumps(_finite(event), ensure_ascii=False).encode() + b"\n")
        out.flush()

    with redirect_stdout(sys.stderr):
        try:
            TASKS[str(asked["task"])].do(asked, tell)
        except Error as error:
            tell(_told(error))
        except (MemoryError, RuntimeError) as error:
            if not is_out_of_memory(error):
                raise
            tell({"type": "error", "message": "memory does not suffice", "cure": "smaller nets"})
    return 0


def _told(error: Error) -> Event:
    """An error as an event: of several findings the first, and how many there are."""
    if isinstance(error, SchematicError):
        first, count = error.diagnostics[0], len(error.diagnostics)
        more = f", and {count - 1} more" if count > 1 else ""
        return {"type": "error", "message": f"{first.message}{more}", "cure": first.cure}
    return {"type": "error", "message": error.message, "cure": error.cure}


def _end_with_input() -> None:
    """Wait until the other process is gone, and go too."""
    while os.read(sys.stdin.fileno(), 1):  # unbuffered: the end of Python waits for no buffer
        pass
    os._exit(1)


def _finite(value: object) -> object:
    """A value as JSON has it: NaN and infinities, of which it has none, are null."""
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {key: _finite(each) for key, each in value.items()}
        case list() | tuple():
            return [_finite(each) for each in value]
        case _:
            return value


if __name__ == "__main__":
    sys.exit(main())
