"""Settings for all tests: one thread a process, since pytest runs several processes."""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
