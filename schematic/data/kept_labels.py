"""A Feed → the same with few labels: N of each class are kept, and the others are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from schematic.data.data_error import DataError
from schematic.data.data_nodes import Port
from schematic.data.dataset import Array
from schematic.data.lazy_column import in_memory
from schematic.data.model_inputs import Feed

MISSING = -1


def keep_labels(feed: Feed, ports: Sequence[Port], count: int, seed: int) -> Feed:
    """Hide all labels of partly observed nodes but some of each class.

    Args:
        feed: training examples.
        ports: all data nodes of the model.
        count: labels of each class that are kept, from 1.
        seed: picks which; of one seed, fewer labels are a subset of more.

    Raises:
        DataError: no node of classes is partly observed, or a class has fewer labels.
    """
    partly = [port for port in ports if port.partly and port.kind == "cat"]
    if not partly:
        raise DataError(
            "--labels hides classes, and no node of classes is partly observed",
            "declare one, such as `visible t : cat[10] ~ data or Categorical`, or leave it out",
        )
    columns = dict(feed.columns)
    for port in partly:
        columns[port.node, ""] = _kept(in_memory(columns[port.node, ""]), port, count, seed)
    return replace(feed, columns=columns)


def _kept(labels: Array, port: Port, count: int, seed: int) -> Array:
    """Labels int64 [N], of which `count` of each class are left."""
    order = np.random.default_rng(seed).permutation(len(labels))
    kept: Array = np.full_like(labels, MISSING)
    classes = range(port.classes) if port.classes else np.unique(labels[labels >= 0])
    for each in classes:
        rows = order[labels[order] == each]
        if len(rows) < count:
            raise DataError(
                f"--labels {count} are more than class {each} of '{port.node}' has: {len(rows)}",
                f"give at most {len(rows)}",
            )
        kept[rows[:count]] = each
    return kept
