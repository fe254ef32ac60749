"""A seed → a context that draws from it, and then leaves all generators as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

from schematic.emit.runtime.rehearsal import generators_restored


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Within: PyTorch's generators are seeded; afterwards they, and Python's, are as before."""
    if torch.get_default_device().type == "cuda":
        torch.cuda.init()  # type: ignore[no-untyped-call]
    has_cuda = torch.cuda.is_initialized()  # type: ignore[no-untyped-call]
    devices = range(torch.cuda.device_count()) if has_cuda else ()
    with generators_restored({torch.device("cuda", number) for number in devices}):
        torch.default_generator.manual_seed(seed)
        if has_cuda:
            torch.cuda.manual_seed_all(seed)
        yield


def another(seed: int) -> int:
    """A seed that has nothing to do with the first."""
    generator = torch.Generator().manual_seed(seed)
    return int(torch.randint(2**62, (), generator=generator, device="cpu"))
