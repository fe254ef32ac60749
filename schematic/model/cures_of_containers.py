"""What a user hands in where tensors are wanted → what to write instead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset


def named_type(value: object) -> str:
    """What a value is, for a finding."""
    return f"a `{type(value).__name__}`"


def batch_cure(found: object, names: Sequence[str]) -> str | None:
    """What to write where a batch is no mapping of these nodes; None where nothing is special."""
    shown = "{" + ", ".join(f"'{name}': …" for name in names) + "}"
    if isinstance(found, DataLoader):
        return f"go through it: `for … in loader:`, and give each batch as {shown}"
    if isinstance(found, Dataset):
        return f"give one batch, {shown}: a `DataLoader` of it makes them"
    if isinstance(found, list | tuple) and any(isinstance(each, Tensor) for each in found):
        places = (f"'{name}': batch[{at}]" for at, name in enumerate(names))
        return f"say what each is: {{{', '.join(places)}}}"
    if _is_pandas(found):
        return f"write {shown} with tensors of its columns, `torch.tensor(table[…].to_numpy())`"
    return None


def tensor_cure(value: object, dtype: torch.dtype | None) -> str | None:
    """What to write where a value is no tensor; None where that is not known."""
    as_type = "" if dtype is None else f", dtype={dtype}"
    if _is_pandas(value):
        return f"write `torch.tensor(….to_numpy(){as_type})`"
    if isinstance(value, np.ndarray):
        return f"write an array of numbers, or `torch.tensor(…{as_type})`"
    if isinstance(value, list | tuple):
        what = type(value).__name__
        return f"write `torch.tensor(…{as_type})`, or `torch.stack(…)` of a {what} of tensors"
    if isinstance(value, DataLoader):
        return "go through it, and give the tensors of one batch"
    return None


def type_cure(wanted: torch.dtype, found: torch.dtype) -> str:
    """What to write behind a value of another type; nothing is rounded or scaled in silence."""
    name = str(wanted).removeprefix("torch.")
    if wanted == torch.int64 and (found.is_floating_point or found.is_complex):
        return "give whole numbers; `.long()` behind a tensor cuts fractions off"
    array = "" if wanted == torch.bfloat16 else f", or `.astype(np.{name})` behind an array"
    is_pixels = found == torch.uint8
    scaled = "" if not is_pixels else "; divide pixels by 255 after that"
    return f"write `.to({wanted})` behind a tensor{array}{scaled if wanted != torch.int64 else ''}"


def _is_pandas(value: object) -> bool:
    """Whether a value is a table or a column of pandas or polars, neither of which is imported."""
    return type(value).__module__.partition(".")[0] in ("pandas", "polars")
