"""A part of `python -m tests.faults`, small enough for every change: it has to lose nothing.

It runs in a process of its own, because what it forks has to be free of the threads of other tests.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from docs.press.places import ROOT

PLANS = {
    "a disk that fails": "writes --specs gan --ways eager --kinds FULL ERROR KILL AMID --one-in 12",
    "kills": "kills --specs vae --ways eager --count 5",
    "kills of two processes": "kills --specs vae --ways two --count 1",
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize("plan", PLANS)
def test_nothing_is_lost(plan: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *PLANS[plan].split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "began anew" in done.stdout
    assert done.stdout.rstrip().endswith("0 wrong")
