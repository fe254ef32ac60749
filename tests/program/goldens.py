"""Where the golden files of programs lie."""

from pathlib import Path

GOLDEN = Path(__file__).parent / "golden"
