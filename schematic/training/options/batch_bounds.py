"""A batch and a model → a refusal where no machine of this sort could compute a step.

A batch may be larger than the data, whose examples it then repeats, but a slip of the keyboard, or
`samples` in a stranger's spec, should not fill the memory.
"""

from __future__ import annotations

from schematic.data.bounds import FLOAT
from schematic.graph import Schematic
from schematic.physical_memory import physical_memory
from schematic.spaces import width
from schematic.training.training_errors import TrainingError

MOST_EXAMPLES = 2**20
"""A batch that is always allowed; it may also be as large as the data."""


def require_possible(schematic: Schematic, batch: int, parts: int, examples: int) -> None:
    """Refuse a batch whose examples, or their samples alone, are too many.

    Args:
        schematic: the model, with all shapes.
        batch: examples a step.
        parts: in which a process goes through them.
        examples: how many the largest domain has.

    Raises:
        TrainingError: the batch is too large for the data, or for the memory.
    """
    most = max(MOST_EXAMPLES, examples)
    if batch > most:
        raise TrainingError(
            f"--batch {batch:,} is very much larger than the data: {examples:,} examples",
            f"give at most {most:,}",
        )
    samples = max((factor.attributes.samples for factor in schematic.factors), default=1)
    numbers = sum(width(node.space) for node in schematic.nodes.values())
    needed = batch / parts * samples * numbers * FLOAT
    if needed > physical_memory():
        raise TrainingError(
            f"a step would take {needed / 1e9:,.0f} GB for the values of the nodes alone",
            "give a smaller --batch, or more parts with --accumulate; or lower `samples`",
        )
