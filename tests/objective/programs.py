"""The programs whose objectives are held in golden files: the zoo, and those it does not hold."""

from __future__ import annotations

from pathlib import Path

from schematic.resources import zoo
from tests.model.programs import PROGRAMS

GOLDEN = Path(__file__).parent / "golden"
ZOO = {name: path.read_text(encoding="utf-8") for name, path in zoo().items()}
ALL = {**{f"zoo-{name}": text for name, text in ZOO.items()}, **PROGRAMS}
