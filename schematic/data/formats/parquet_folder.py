"""A folder of .parquet files → a Dataset, split as the names of the files say."""

from functools import partial

from schematic.data.arrow_tables import PARQUET, read_tables, streaming_tables
from schematic.data.data_format import DataFormat
from schematic.data.shard_files import has_shards

FORMAT = DataFormat(
    "a folder of .parquet files",
    lambda folder: has_shards(folder, PARQUET),
    partial(read_tables, suffix=PARQUET),
    is_folder=True,
    read_changed=partial(read_tables, suffix=PARQUET),
    streaming=streaming_tables(suffix=PARQUET),
)
