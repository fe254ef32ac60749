"""How long a call takes, whatever the machine and the other tests are at."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable


def least_seconds(function: Callable[[], object], times: int = 3) -> float:
    """The least processor time of some calls, in seconds.

    No garbage is searched for meanwhile: that would walk over all that other tests have left.
    """
    found = []
    collected = gc.isenabled()
    gc.disable()
    try:
        for _ in range(times):
            begin = time.process_time()
            function()
            found.append(time.process_time() - begin)
    finally:
        if collected:
            gc.enable()
    return min(found)
