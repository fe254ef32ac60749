"""A .arrow file → a Dataset, not yet split; a number, a list of numbers or an image each row."""

from functools import partial

from schematic.data.arrow_tables import ARROW, read_tables, streaming_tables
from schematic.data.data_format import DataFormat

FORMAT = DataFormat(
    ARROW,
    lambda path: path.suffix.lower() == ARROW,
    partial(read_tables, suffix=ARROW),
    read_changed=partial(read_tables, suffix=ARROW),
    streaming=streaming_tables(suffix=ARROW),
)
