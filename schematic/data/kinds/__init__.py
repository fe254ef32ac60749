"""What data of each kind of node are, a file for each type of the language.

`DATA_KINDS[name]` is the kind of that name; a new file in this package is a new kind.
"""

from __future__ import annotations

from schematic.data.kinds._data_kind import DataKind, Scale
from schematic.rooms import Rooms

__all__ = ["DATA_KINDS", "DataKind", "Scale"]

DATA_KINDS: Rooms[DataKind] = Rooms("schematic.data.kinds", "DATA_KIND", DataKind)
