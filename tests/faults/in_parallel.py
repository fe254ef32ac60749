"""Tasks → their results, each made in a process of its own, several at a time."""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

Task = Callable[[], Any]


def in_parallel(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[int, Any]]:
    """Yield the number and the result of each task, as they come.

    Raises:
        RuntimeError: a task has not come to its end; stderr says why.
    """
    with tempfile.TemporaryDirectory(prefix="faults-results-") as place:
        waiting, running = list(enumerate(tasks)), dict[int, int]()
        waiting.reverse()
        while waiting or running:
            while waiting and len(running) < jobs:
                number, task = waiting.pop()
                running[_fork(task, Path(place, str(number)))] = number
            process, _ = os.wait()
            number = running.pop(process)
            result = Path(place, str(number))
            if not result.exists():
                raise RuntimeError(f"task {number} has not come to its end")
            yield number, pickle.loads(result.read_bytes())
            result.unlink()


def _fork(task: Task, result: Path) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    if process := os.fork():
        return process
    try:
        result.write_bytes(pickle.dumps(task()))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(0)
