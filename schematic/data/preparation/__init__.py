"""What is done to data before a model sees them, where somebody asks for it.

Changes of images (`images/`, a file each) are made when data are read. `standardising` and
`dequantising` follow from the training examples of a node; a run keeps what they learnt of them.
Every change treats the rows of an array [B, …] for themselves, so it can be made in chunks.
"""

from schematic.data.preparation.image_changes import IMAGE_CHANGES, asked_changes
from schematic.data.preparation.learnt import Learnt, Standard

__all__ = ["IMAGE_CHANGES", "Learnt", "Standard", "asked_changes"]
