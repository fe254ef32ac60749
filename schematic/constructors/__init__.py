"""What may stand inside a net, a file each: `mlp(256, 512)`, `conv(32, 64)`, `linear`, `identity`.

`CONSTRUCTORS[name]` is the constructor of that name; a new file in this package is a new one.
"""

from __future__ import annotations

from schematic.constructors._activations import ACTIVATIONS
from schematic.constructors._constructor import (
    Constructor,
    Inside,
    Layers,
    NetUse,
)
from schematic.constructors._initial import Initial
from schematic.constructors._options import DEFAULTS as DEFAULT_OPTIONS
from schematic.constructors._options import ROWS, Options, OptionValue, Row, Sort, written
from schematic.constructors._port import Port, describe
from schematic.rooms import Rooms

__all__ = [
    "ACTIVATIONS",
    "CONSTRUCTORS",
    "DEFAULT_OPTIONS",
    "ROWS",
    "Constructor",
    "Initial",
    "Inside",
    "Layers",
    "NetUse",
    "OptionValue",
    "Options",
    "Port",
    "Row",
    "Sort",
    "describe",
    "written",
]

CONSTRUCTORS: Rooms[Constructor] = Rooms(
    "schematic.constructors",
    "CONSTRUCTOR",
    Constructor,  # no instance of it is made
)
