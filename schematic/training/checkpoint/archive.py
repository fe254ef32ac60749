"""A file → an Archive: tensors of a checkpoint that the first process reads and sends to all."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from schematic.training.distributed.processes import World


@dataclass(frozen=True, eq=False)
class Archive:
    """A checkpoint that the first process has read.

    Attributes:
        world: all processes; each takes the same tensors in the same order.
        about: the step, the seconds and the window of the state, as JSON.
        forms: the type and shape of each tensor, by name.
        tensors: all tensors by name in the first process; empty in the others.
    """

    world: World
    about: Mapping[str, Any]
    forms: Mapping[str, tuple[str, list[int]]]
    tensors: Mapping[str, Tensor]

    def take(self, name: str) -> Tensor:
        """Return a tensor of any shape as a whole on the CPU; all processes call this together."""
        kind, shape = self.forms[name]
        return self.world.send(self.tensors.get(name), getattr(torch, kind), tuple(shape))

    def under(self, prefix: str) -> list[str]:
        """Return the names that begin with a prefix, without the prefix."""
        return [name.removeprefix(prefix) for name in self.forms if name.startswith(prefix)]


def open_archive(path: Path, world: World) -> Archive | None:
    """Open a checkpoint; return None where there is no such file.

    Raises:
        ValueError: it cannot be read.
    """
    tensors: dict[str, Tensor] = {}
    found = world.lead(lambda: _read(path, tensors))
    if "fault" in found:
        raise ValueError(found["fault"])
    return Archive(world, found["about"], found["forms"], tensors) if found else None


def _read(path: Path, tensors: dict[str, Tensor]) -> dict[str, Any]:
    """Read a file: return its JSON and fill a dictionary with its tensors; {} without a file."""
    if not path.exists():
        return {}
    try:
        with safe_open(path, framework="pt") as archive:
            tensors |= {name: archive.get_tensor(name) for name in archive.keys()}  # noqa: SIM118
            about = json.loads((archive.metadata() or {})["state"])
    except (SafetensorError, OSError, ValueError, KeyError) as error:
        return {"fault": str(error).splitlines()[0]}
    forms = {n: (str(v.dtype).removeprefix("torch."), list(v.shape)) for n, v in tensors.items()}
    return {"about": about, "forms": forms}
