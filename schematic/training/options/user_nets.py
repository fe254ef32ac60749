"""`nets.py:Generator`, named by a user for a net → the file: its text, read once, and its checksum.

Only a user names such a file, on the command line or from Python, and each time anew. What a spec
or a run folder says of one is compared and shown, and nothing of it is run.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schematic.diagnostics import SchematicError
from schematic.diagnostics.diagnostic import did_you_mean
from schematic.graph import Schematic
from schematic.graph.names import ascii_name
from schematic.model import model_findings as errors
from schematic.ranges import shown
from schematic.training.training_errors import RunError, TrainingError
from schematic.training.user_files import read_user_file


@dataclass(frozen=True)
class UserNet:
    """A net of a user's own.

    Attributes:
        path: the whole path of its file.
        name: what it is called in there.
        text: what the file holds.
    """

    path: str
    name: str
    text: bytes

    @property
    def sha256(self) -> str:
        """The checksum of the file."""
        return hashlib.sha256(self.text).hexdigest()

    def __str__(self) -> str:
        """As a user names it: `/home/…/nets.py:Generator`."""
        return f"{self.path}:{self.name}"


def read_nets(named: Mapping[str, Any], schematic: Schematic) -> dict[str, UserNet]:
    """Read the files of nets; nothing in them is run.

    Args:
        named: net → `FILE:NAME`.
        schematic: which has these nets.

    Raises:
        SchematicError: there is no net of such a name (SGM601).
        TrainingError: a word is no `FILE:NAME`, or its file cannot be read.
    """
    for net, word in named.items():
        if not isinstance(word, str):
            what = (
                f"net `{net}` is bound to a `{type(word).__name__}`, and a run reads it from a file"
            )
            file = f"name its file, nets={{'{net}': 'nets.py:Name'}}"
            loop = "or train a module at hand by `schematic.compile(s, nets=…)` and `m.step`"
            raise TrainingError(what, f"{file}; {loop}")
    nets = {ascii_name(net): word for net, word in named.items()}
    unknown = [net for net in nets if net not in schematic.group_of]
    if unknown:
        found = [errors.unknown_net(net, schematic.group_of) for net in unknown]
        raise SchematicError(found, schematic.source)
    return {net: _read(net, word) for net, word in nets.items()}


def _read(net: str, word: str) -> UserNet:
    path, _, name = word.rpartition(":")
    if not path or not name.isidentifier():
        raise TrainingError(
            f"--net {net}={shown(word)} does not say what to take from which file",
            f"write FILE:NAME, such as --net {net}=nets.py:Generator",
        )
    try:
        text = read_user_file(path)
    except ValueError as error:
        raise TrainingError(
            f"--net {net}={shown(word)}: {shown(path)}: {error}", _other_file(path)
        ) from error
    return UserNet(os.path.abspath(path), name, text)  # noqa: PTH100


def _other_file(path: str) -> str:
    """What Python files there are beside one that cannot be read."""
    try:
        there = sorted(each.name for each in Path(path).parent.glob("*.py"))
    except (OSError, ValueError):
        there = []
    return did_you_mean(Path(path).name, there) or "check the path: no Python file lies there"


def require_same(
    folder: Path, trained: Mapping[str, str], sums: Mapping[str, str], named: Mapping[str, UserNet]
) -> None:
    """Refuse to open a run with other nets than those that it was trained with.

    Args:
        folder: of the run.
        trained: net → `FILE:NAME` with which it was trained, as the run folder says.
        sums: net → the checksum of that file.
        named: the nets that a user names now.

    Raises:
        RunError: one is not named, is not one of the run's, or is another one.
    """
    missing = [net for net in trained if net not in named]
    if missing:
        shown_nets = "; ".join(f"{net} from {shown(trained[net])}" for net in missing)
        options = " ".join(f"--net {net}={shown(trained[net])}" for net in trained)
        raise RunError(
            f"the run in {folder} was trained with nets of its user's own: {shown_nets}",
            f"name them, if you trust these files: {options}",
        )
    for net, given in named.items():
        if net not in trained:
            raise RunError(
                f"the run in {folder} was trained with its own net {net}, not with one of a file",
                f"leave --net {net}=… out, or begin another run: --out DIR",
            )
        name = trained[net].rpartition(":")[2]
        if given.name != name:
            raise RunError(
                f"the run in {folder} was trained with {shown(name)} for {net}, not {given.name}",
                f"write --net {net}={given.path}:{shown(name)}",
            )
        if given.sha256 != sums.get(net):
            raise RunError(
                f"{given.path} is not the file that the run in {folder} was trained with: its "
                f"sha256 begins with {given.sha256[:12]}, not {shown(sums.get(net, '')[:12])}",
                f"take the file as it was then: its text is in {folder / NETS}; or train again",
            )


NETS = "nets.txt"
"""The file of a run folder that keeps the texts of these files, for people to read."""


def kept_text(nets: Mapping[str, UserNet]) -> str:
    """What a run folder keeps of the files: which net each is for, its checksum, and its text."""
    parts = []
    for path, text in {each.path: each.text for each in nets.values()}.items():
        used = [f"{net} = {each.name}" for net, each in nets.items() if each.path == path]
        (checksum,) = {each.sha256 for each in nets.values() if each.path == path}
        head = f"# {', '.join(used)} of {shown(path)}\n# sha256 {checksum}\n"
        parts.append(head + text.decode("utf-8", "replace"))
    return "\n".join(parts)
