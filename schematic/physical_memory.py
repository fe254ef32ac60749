"""Nothing → the memory that a process can have: the machine's, or less inside a container.

An operating system promises more memory than there is, and ends a process that takes it. So what
would not fit is refused before it is asked for.
"""

from __future__ import annotations

import math
import os
from functools import cache
from pathlib import Path

CONTAINER = Path("/sys/fs/cgroup/memory.max")


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
