"""`FILE.py:NAME` → features of the user's own: the file is run, and the name is looked up in it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from schematic.training.device import fixed_noise
from schematic.training.evaluation.feature_map import FeatureMap
from schematic.training.training_errors import TrainingError
from schematic.training.user_files import beside, executed, read_user_file

SEED = 0  # of what the file draws, such as parameters of a net that is not trained
WANTED = "float32 [B, *event] → features [B, d], such as an nn.Module"


def own_features(word: str, device: torch.device) -> FeatureMap:
    """Return the features that `FILE.py:NAME` names: a module, a function, or a class of modules.

    It is given examples, float32 [B, *event] in the units of the data, on the device. A module is
    set to evaluation. The hash is that of the file and of the parameters of a module.

    Raises:
        TrainingError: there is no such file or name, the file fails, or what it names is no
            function of examples; later, that it fails or gives something else than features.
    """
    path, name = _split(word)
    content = _read(path)
    digest = hashlib.sha256(content)
    with fixed_noise(SEED, device):
        found = _look_up(path, content, name)
    if isinstance(found, nn.Module):
        found = found.eval().to(device)
        for key, value in found.state_dict().items():
            parameter = value.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
            digest.update(key.encode() + parameter.numpy().tobytes())
    about = f"features of {name} in {path.name} ({digest.hexdigest()[:8]})"
    return FeatureMap(word, "units of these features", about, _checked(word, found))


def _split(word: str) -> tuple[Path, str]:
    path, _, name = word.rpartition(":")
    if not path.endswith(".py") or not name.isidentifier():
        raise TrainingError(f"--features {word}: it names no function of a file", _CURE)
    return Path(path), name


_CURE = "write FILE.py:NAME, such as --features features.py:net"


def _read(path: Path) -> bytes:
    try:
        return read_user_file(str(path))
    except ValueError as error:
        raise TrainingError(f"--features {path}: {error}", _CURE) from error


def _look_up(path: Path, content: bytes, name: str) -> Callable[[Tensor], Any]:
    with _failing(f"--features {path}"), beside(str(path)):
        module = executed(str(path), content, "features")
        if not hasattr(module, name):
            there = [n for n, v in vars(module).items() if callable(v) and not n.startswith("_")]
            names = ", ".join(there[:10]) or "none"
            raise TrainingError(f"{path} defines no `{name}`", f"name one of these: {names}")
        found = getattr(module, name)
        made = found() if isinstance(found, type) and issubclass(found, nn.Module) else found
    if not callable(made) or isinstance(made, type):
        raise TrainingError(f"`{name}` of {path} is no function of examples", f"give {WANTED}")
    return made  # type: ignore[no-any-return]


def _checked(word: str, found: Callable[[Tensor], Any]) -> Callable[[Tensor], Tensor]:
    """The same function, which refuses what are no features."""

    def compute(values: Tensor) -> Tensor:
        with _failing(f"--features {word}, given examples {list(values.shape)}"):
            made = found(values)
        if not isinstance(made, Tensor) or made.ndim != 2 or len(made) != len(values):
            shape = list(made.shape) if isinstance(made, Tensor) else type(made).__name__
            raise TrainingError(f"--features {word} gives {shape}", f"give {WANTED}")
        if not made.isfinite().all():
            raise TrainingError(
                f"--features {word} gives features that are not finite",
                "look at what it does with examples in the units of the data",
            )
        return made.detach()

    return compute


@contextmanager
def _failing(where: str) -> Iterator[None]:
    """Tell an exception of the user's code as an error of it, with its line."""
    try:
        yield
    except TrainingError:
        raise
    except (Exception, SystemExit) as error:
        at = error.__traceback__
        while at is not None and at.tb_next is not None:
            at = at.tb_next
        line = f", {Path(at.tb_frame.f_code.co_filename).name} line {at.tb_lineno}" if at else ""
        raise TrainingError(
            f"{where}: {type(error).__name__}: {error}{line}", "mend the file that is named"
        ) from error
