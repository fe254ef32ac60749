"""A folder of .parquet files → a Dataset, split as the names of the files say."""

from functools import partial

from schematic.data.arrow_tables import PARQUET, count_numbers, stream_tables
from schematic.data.data_format import DataFormat, Streaming
from schematic.data.dataset import held
from schematic.data.shard_files import has_shards

FORMAT = DataFormat(
    "a folder of .parquet files",
    lambda folder: has_shards(folder, PARQUET),
    lambda folder: held(stream_tables(folder, PARQUET)),
    is_folder=True,
    streaming=Streaming(
        partial(count_numbers, suffix=PARQUET), partial(stream_tables, suffix=PARQUET)
    ),
)
