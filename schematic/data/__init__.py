"""A name or path → arrays for a model: `load` reads a Dataset, `bind` feeds it to a model's ports.

An embedded data set is a row of `EMBEDDED`, and a format is a file of `formats/`. Whatever is wrong
with data raises a `DataError` with its place and cure.
"""

from schematic.data.data_error import DataError, NoSuchDataError
from schematic.data.data_nodes import Port, Split, event_shapes
from schematic.data.dataset import Array, Dataset, Table
from schematic.data.description import describe
from schematic.data.fingerprint import fingerprint
from schematic.data.held_out_rows import held_out_digests
from schematic.data.kept_labels import keep_labels
from schematic.data.kinds import Scale
from schematic.data.model_inputs import Feed, bind, unscale
from schematic.data.preparation import Learnt, Standard
from schematic.data.registry import EMBEDDED, load

__all__ = [
    "EMBEDDED",
    "Array",
    "DataError",
    "Dataset",
    "Feed",
    "Learnt",
    "NoSuchDataError",
    "Port",
    "Scale",
    "Split",
    "Standard",
    "Table",
    "bind",
    "describe",
    "event_shapes",
    "fingerprint",
    "held_out_digests",
    "keep_labels",
    "load",
    "unscale",
]
