"""Optimizers are made, saved and restored without the compiler of PyTorch.

Some methods of `torch.optim.Optimizer` import `torch._dynamo` when they are first called, only to
tell the compiler to leave them alone. That takes about as long as importing torch.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import torch

LEFT_ALONE = ("add_param_group", "load_state_dict", "state_dict")
MARK = "__dynamo_disable"
"""Where PyTorch keeps what stands for such a method once the compiler is imported."""


@contextmanager
def without_compiler() -> Iterator[None]:
    """Within this context, these methods of optimizers do not import the compiler.

    Where it is imported already, nothing is changed; nor is anything after this context. A version
    of PyTorch that works in another way imports its compiler as it would.
    """
    with ExitStack() as after:
        if "torch._dynamo" not in sys.modules:
            for name in LEFT_ALONE:
                method = getattr(torch.optim.Optimizer, name)
                plain: Any = getattr(method, "__wrapped__", None)
                if plain is not None and not hasattr(plain, MARK):
                    setattr(plain, MARK, plain)
                    after.callback(delattr, plain, MARK)
        yield
