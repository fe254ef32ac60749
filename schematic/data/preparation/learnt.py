"""What preparations learn from the training examples of a node, which a run keeps.

A later run of the model, on whatever data, prepares them in the same way, and what the model makes
is brought back to the units of the data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from schematic.data.dataset import Array
from schematic.data.preparation.image_changes import is_image


@dataclass(frozen=True)
class Standard:
    """The mean and the deviation by which a node is standardised: (x − mean) / deviation.

    Attributes:
        mean: of each number of an example, in order; of each channel where examples are images.
        deviation: the same; 1 where a number is the same in all examples.
    """

    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def spread(self, event: tuple[int, ...]) -> tuple[Array, Array]:
        """Return mean and deviation as float32 that fit examples of a shape."""
        mean, deviation = (np.asarray(each, np.float32) for each in (self.mean, self.deviation))
        shape = (len(mean), 1, 1) if is_image(event) else event
        return mean.reshape(shape), deviation.reshape(shape)

    def log_volume(self, event: tuple[int, ...]) -> float:
        """Return Σ log deviation over the numbers of an example: log p(x) is less by as much."""
        _, deviation = self.spread(event)
        return float(np.log(np.broadcast_to(deviation, event).astype(np.float64)).sum())


@dataclass(frozen=True)
class Learnt:
    """What was learnt of all nodes.

    Attributes:
        standards: node → how it is standardised.
        levels: node → the number of levels that its pixels have, where noise fills the steps
            between them.
    """

    standards: Mapping[str, Standard] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
