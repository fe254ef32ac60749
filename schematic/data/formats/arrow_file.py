"""A .arrow file → a Dataset, not yet split; a number, a list of numbers or an image each row."""

from functools import partial

from schematic.data.arrow_tables import ARROW, count_numbers, stream_tables
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import held

FORMAT = DataFormat(
    ARROW,
    lambda path: path.suffix.lower() == ARROW,
    lambda path: held(stream_tables(path, ARROW)),
    streaming=Streaming(partial(count_numbers, suffix=ARROW), partial(stream_tables, suffix=ARROW)),
)
