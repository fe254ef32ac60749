"""A folder of .arrow files → a Dataset, split as the names of the files say."""

from functools import partial

from schematic.data.arrow_tables import ARROW, read_tables, streaming_tables
from schematic.data.data_format import DataFormat
from schematic.data.shard_files import has_shards

FORMAT = DataFormat(
    "a folder of .arrow files",
    lambda folder: has_shards(folder, ARROW),
    partial(read_tables, suffix=ARROW),
    is_folder=True,
    read_changed=partial(read_tables, suffix=ARROW),
    streaming=streaming_tables(suffix=ARROW),
)
