"""Settings for all tests: one thread a process, and the same examples in every run.

`pytest --hypothesis-profile=default` looks for new examples.
"""

from __future__ import annotations

import os

try:
    from hypothesis import settings
except ModuleNotFoundError:  # no laws are tested beside the peers
    pass
else:
    settings.register_profile("seeded", derandomize=True)
    settings.load_profile("seeded")

os.environ.setdefault("OMP_NUM_THREADS", "1")
