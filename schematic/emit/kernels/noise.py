"""Base noise that a caller gives, so that a loss can be made deterministic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


def pick(noise: Mapping[str, Tensor] | None, *names: str) -> Tensor | None:
    """The base noise given for the first of these names, [B, …], or None."""
    if noise:
        for name in names:
            if name in noise:
                return noise[name]
    return None


def pick_each(noise: Mapping[str, Tensor] | None, *draws: Sequence[str]) -> Tensor | None:
    """The base noise of draws that are made together, [ΣB, …], or None where none is given.

    Raises:
        TypeError: it is given for some of them.
    """
    found = [pick(noise, *names) for names in draws]
    given = [each for each in found if each is not None]
    if len(given) not in (0, len(draws)):
        message = f"give noise for each of {', '.join(names[0] for names in draws)}, or for none"
        raise TypeError(message)
    return torch.cat(given) if given else None
