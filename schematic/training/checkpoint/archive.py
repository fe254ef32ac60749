"""A file → an Archive: a checkpoint that the first process reads, checks and sends to all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load
from torch import Tensor

from schematic.training.checkpoint.checksum import STATE, read_metadata
from schematic.training.checkpoint.metadata import Metadata, read_metadata_text
from schematic.training.checkpoint.own_files import is_there, read_own, reason_of
from schematic.training.distributed.processes import World

Check = Callable[[Metadata, Mapping[str, Tensor]], None]


@dataclass(frozen=True, eq=False)
class Archive:
    """A checkpoint that the first process has read and checked.

    Attributes:
        world: all processes; each takes the same tensors in the same order.
        metadata: the step, the seconds and the window of the state.
        is_sealed: whether it has a checksum; files of earlier versions have none.
        forms: the type and shape of each tensor, by name.
        tensors: all tensors by name in the first process; empty in the others.
    """

    world: World
    metadata: Metadata
    is_sealed: bool
    forms: Mapping[str, tuple[str, list[int]]]
    tensors: Mapping[str, Tensor]

    def take(self, name: str) -> Tensor:
        """Return a tensor of any shape as a whole on the CPU; all processes call this together."""
        kind, shape = self.forms[name]
        return self.world.send(self.tensors.get(name), getattr(torch, kind), tuple(shape))

    def under(self, prefix: str) -> list[str]:
        """Return the names that begin with a prefix, without the prefix."""
        return [name.removeprefix(prefix) for name in self.forms if name.startswith(prefix)]


def open_archive(path: Path, world: World, check: Check) -> Archive | None:
    """Open a checkpoint; return None where there is no such file.

    Args:
        path: of the file.
        world: all processes.
        check: raises ValueError where the content does not fit; only the first process calls it.

    Raises:
        ValueError: it cannot be read, or does not fit.
    """
    tensors: dict[str, Tensor] = {}
    found = world.lead(lambda: _read(path, tensors, check))
    if "fault" in found:
        raise ValueError(found["fault"])
    if not found:
        return None
    metadata = read_metadata_text(found["metadata"])
    return Archive(world, metadata, found["sealed"], found["forms"], tensors)


def read_texts(path: Path) -> Mapping[str, str]:
    """Return the texts of the run that a checkpoint carries; {} where it is not what was written.

    A checkpoint without a checksum carries none.
    """
    try:
        metadata, is_sealed = read_metadata(read_own(path))
        return read_metadata_text(metadata[STATE]).texts if is_sealed else {}
    except (OSError, ValueError):
        return {}


def is_sound(path: Path) -> bool:
    """Whether a file is a checkpoint with its checksum, or one of before, which has none."""
    try:
        read_metadata(read_own(path))
    except (OSError, ValueError):
        return False
    return True


def _read(path: Path, tensors: dict[str, Tensor], check: Check) -> dict[str, Any]:
    """Read a file: return what it says and fill a dictionary with its tensors; {} without a file.

    Whatever a damaged or strange file makes a reader raise is a fault of the file.
    """
    if not is_there(path):
        return {}
    try:
        content = read_own(path)
        metadata, is_sealed = read_metadata(content)
        state = read_metadata_text(metadata[STATE])
        found = load(content)
        check(state, found)
    except Exception as error:
        return {"fault": reason_of(error)}
    tensors |= found
    forms = {n: (str(v.dtype).removeprefix("torch."), list(v.shape)) for n, v in tensors.items()}
    return {"metadata": metadata[STATE], "sealed": is_sealed, "forms": forms}
