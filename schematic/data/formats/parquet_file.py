"""A .parquet file → a Dataset, not yet split; a number, a list of numbers or an image each row."""

from functools import partial

from schematic.data.arrow_tables import PARQUET, count_numbers, stream_tables
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import held

FORMAT = DataFormat(
    PARQUET,
    lambda path: path.suffix.lower() == PARQUET,
    lambda path: held(stream_tables(path, PARQUET)),
    streaming=Streaming(
        partial(count_numbers, suffix=PARQUET), partial(stream_tables, suffix=PARQUET)
    ),
)
