"""Commands → the pictures of docs/samples.md, kept in docs/pictures."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from docs.press.places import PICTURES
from docs.press.runs import shrink, within
from docs.press.sessions import result_of

COMMANDS: Sequence[str] = (
    "sgm train cvae --data digits --epochs 200 --seed 0",
    "sgm sample runs/cvae-digits --given c=0..9 -o classes.png",
    "sgm sample runs/cvae-digits --traverse z=0..5 --given c=3 -o coordinates.png",
    "sgm sample runs/cvae-digits --interpolate --given c=8 -o between.png",
    "sgm train pix2pix --data digits-halves --steps 2000 --seed 0",
    "sgm train gan --data ring --steps 4000 --sample-every 200 --seed 0",
)
"""What the page tells its readers to type, in order."""
KEPT: Mapping[str, str] = {
    "classes.png": "samples-classes.png",
    "coordinates.png": "samples-coordinates.png",
    "between.png": "samples-between.png",
    "runs/pix2pix-digits-halves/samples.png": "samples-pairs.png",
    "runs/gan-ring/samples.gif": "samples-ring.gif",
}
"""A file that they write → its name in docs/pictures."""


def make_samples() -> None:
    """Run the commands and keep their pictures.

    Raises:
        RuntimeError: a command fails.
    """
    with tempfile.TemporaryDirectory() as folder, within(folder):
        for command in COMMANDS:
            result_of(command)
        for source, name in KEPT.items():
            if source.endswith(".gif"):
                shutil.copyfile(source, PICTURES / name)
            else:
                shrink(Path(source), PICTURES / name)
