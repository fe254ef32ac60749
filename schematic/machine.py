"""What this machine has."""

from __future__ import annotations

import math
import os


def physical_memory() -> float:
    """The memory of the machine in bytes; unlimited where the system does not say."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return math.inf
