"""A model → a context in which it is measured and sampled, in its evaluation mode."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Within: every part is in evaluation mode; afterwards each is in its own again.

    Nets of the zoo have no layers that care. A user's own may: dropout, batch normalisation.
    """
    modes = [(part, part.training) for part in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for part, mode in modes:
            part.training = mode
