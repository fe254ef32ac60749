"""A folder of images → a Dataset; its sub-folders are the classes, or the two splits.

Sub-folders called train (or training) and test (or testing, val, valid, validation, dev) are the
two splits, with the classes inside.
"""

from schematic.data.image_sets import image_format
from schematic.data.image_splits import find_splits

FORMAT = image_format(
    "a folder of images",
    lambda folder: True,
    lambda folder: {"": find_splits(folder)},
    is_last_resort=True,
)
