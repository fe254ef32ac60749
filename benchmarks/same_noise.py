"""Within a context, every device draws the numbers that the CPU draws from the same seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

LIKE = {torch.rand_like: torch.rand, torch.randn_like: torch.randn}
DRAWS = frozenset({torch.rand, torch.randn, torch.randint, torch.randperm})


class SameNoise(TorchFunctionMode):
    """Draws on the CPU, and moves what is drawn to where it was asked for."""

    def __init__(self, seed: int) -> None:
        """Take the seed from which the CPU's generator starts."""
        super().__init__()
        self.seed = seed

    def __enter__(self) -> SameNoise:
        """Begin at the seed."""
        self.before = torch.get_rng_state()
        torch.default_generator.manual_seed(self.seed)
        super().__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Restore the generator."""
        super().__exit__(kind, error, trace)
        torch.set_rng_state(self.before)

    def __torch_function__(
        self,
        function: Callable[..., Any],
        types: Any,
        arguments: tuple[Any, ...] = (),
        given: Mapping[str, Any] | None = None,
    ) -> Any:
        """Call a function of PyTorch; one that draws, on the CPU."""
        named = dict(given or {})
        if function in LIKE:
            like = arguments[0]
            drawn = LIKE[function](like.shape, dtype=named.get("dtype") or like.dtype)
            return drawn.to(like.device)
        if function in DRAWS and "generator" not in named:
            device = named.pop("device", None)
            drawn = function(*arguments, **named)
            return drawn if device is None else drawn.to(device)
        return function(*arguments, **named)
