"""A name or path → arrays for a model: `load` reads a Dataset, `bind` feeds it to a model's ports.

Embedded data sets are rows of `EMBEDDED`, file formats rows of `files.FORMATS`. All that can be
wrong with data is a `DataError`, with its place and cure.
"""

from schematic.data.dataset import Array, Dataset, Table
from schematic.data.errors import DataError
from schematic.data.feed import Feed, Scale, bind, unscale
from schematic.data.ports import Kind, Port, Split, event_shapes
from schematic.data.registry import EMBEDDED, load

__all__ = [
    "EMBEDDED",
    "Array",
    "DataError",
    "Dataset",
    "Feed",
    "Kind",
    "Port",
    "Scale",
    "Split",
    "Table",
    "bind",
    "event_shapes",
    "load",
    "unscale",
]
