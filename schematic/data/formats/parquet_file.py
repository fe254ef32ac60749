"""A .parquet file → a Dataset, not yet split; a number, a list of numbers or an image each row."""

from functools import partial

from schematic.data.arrow_tables import PARQUET, read_tables, streaming_tables
from schematic.data.data_format import DataFormat

FORMAT = DataFormat(
    PARQUET,
    lambda path: path.suffix.lower() == PARQUET,
    partial(read_tables, suffix=PARQUET),
    read_changed=partial(read_tables, suffix=PARQUET),
    streaming=streaming_tables(suffix=PARQUET),
)
