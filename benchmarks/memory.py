"""A step → the most memory that its tensors take at once, beyond what is there when it begins."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from torch.profiler import ProfilerActivity, profile

from benchmarks.contest import Contestant

WARM = 3


def peak(contestant: Contestant) -> float:
    """MiB, as PyTorch's profiler follows them. Parameters and averages are there already."""
    for _ in range(WARM):
        contestant.step(None)
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as profiler:
        contestant.step(None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "trace.json"
        profiler.export_chrome_trace(str(path))
        events: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["traceEvents"]
    live = most = 0
    for event in sorted((e for e in events if e.get("name") == "[memory]"), key=lambda e: e["ts"]):
        live += event["args"]["Bytes"]
        most = max(most, live)
    return most / 2**20
