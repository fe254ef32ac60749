"""The shipped specs at a width of our own."""

from __future__ import annotations

import schematic
from schematic.resources import zoo


def spec(name: str, width: int = 16) -> schematic.Schematic:
    """A shipped spec, its code as wide as is asked for."""
    loaded = schematic.load(zoo()[name])
    if "d" in loaded.lets:
        return schematic.load(zoo()[name], settings={"d": width})
    return loaded
