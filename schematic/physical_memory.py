"""Nothing → the memory that a process can have: the machine's, or less inside a container.

An operating system promises more memory than there is, and ends a process that takes it. So what
would not fit is refused before it is asked for. What is refused by others raises errors of several
sorts, which `is_out_of_memory` knows.
"""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path

CONTAINER = Path("/sys/fs/cgroup/memory.max")
MEMORY = ("torch.OutOfMemoryError", "torch.cuda.OutOfMemoryError", "builtins.MemoryError")
ALLOCATION = ("can't allocate memory", "not enough memory", "Storage size calculation overflowed")
"""What torch says where the memory of a CPU does not suffice: a RuntimeError without a class."""


@cache
def physical_memory() -> float:
    """The memory in bytes; unlimited where the system does not say."""
    try:
        machine = float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        machine = math.inf
    try:
        return min(machine, float(CONTAINER.read_text(encoding="ascii")))
    except (OSError, ValueError):  # no container, or one without a limit, which says "max"
        return machine


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out; classes are looked up by name, so that torch is not imported."""
    names = {f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__}
    said = str(error) if isinstance(error, RuntimeError) else ""
    return not names.isdisjoint(MEMORY) or any(words in said for words in ALLOCATION)
