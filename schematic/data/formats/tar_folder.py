"""A folder of .tar shards of images → a Dataset, split as the names of the shards say."""

from schematic.data.data_format import DataFormat
from schematic.data.formats.tar_shards import STREAMING, TAR, read_tars
from schematic.data.shard_files import has_shards

FORMAT = DataFormat(
    "a folder of .tar shards",
    lambda folder: has_shards(folder, TAR),
    read_tars,
    is_folder=True,
    read_changed=read_tars,
    streaming=STREAMING,
)
