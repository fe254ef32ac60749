"""A row of `RUNS` → the commands of a short training, and what they left: pictures and figures."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from docs.press.places import GALLERY, RUNS_FOLDER
from docs.press.sessions import result_of

COLOURS = 64  # of a picture's palette: enough for two hues and their edges
WIDTH = 760  # points across, at most
EVALUATION = "evaluation.txt"


@dataclass(frozen=True)
class Run:
    """A training of the gallery.

    Attributes:
        spec: of the zoo, or a file beside the pages of the gallery.
        data: an embedded data set.
        options: the other words of the command.
        measured: the options of `sgm evaluate`.
        pictures: of those that `sgm train` draws, which are shown, and what they show.
        model: the name of the model, if the spec has another.
    """

    spec: str
    data: str
    options: str
    pictures: Mapping[str, str]
    model: str = ""
    measured: str = ""

    @property
    def folder(self) -> str:
        """Where `sgm train` puts it."""
        return f"runs/{self.model or self.spec}-{self.data}"

    @property
    def commands(self) -> tuple[str, str]:
        """How to train and to evaluate it."""
        train = f"sgm train {self.spec} --data {self.data} {self.options}".rstrip()
        return f"{train} --seed 0", f"sgm evaluate {self.folder} {self.measured}".rstrip()


CURVES = {"curves.png": "losses of the players and held-out terms, by step"}
POINTS = {"samples.png": "samples over data"}
IMAGES = {"samples.png": "samples beside data"}
RECONSTRUCTIONS = {"reconstructions.png": "held-out examples and their reconstructions"}

RUNS: Mapping[str, Run] = {
    "ae": Run("ae", "digits", "--epochs 200", RECONSTRUCTIONS | CURVES),
    "vae": Run("vae", "digits-binary", "--epochs 200", IMAGES | RECONSTRUCTIONS | CURVES),
    "vae-ring": Run("vae-ring.sgm", "ring", "--steps 8000", POINTS, model="ringvae"),
    "gan": Run("gan", "ring", "--steps 8000", POINTS | CURVES),
    "infogan": Run("infogan", "ring", "--set d=2 --steps 8000", POINTS | CURVES),
    "infogan-code": Run(
        "infogan-code", "ring", "--set k=8 --steps 8000", POINTS | CURVES, "infogancode"
    ),
    "aae": Run("aae", "digits", "--epochs 200", IMAGES | RECONSTRUCTIONS | CURVES),
    "aavae": Run("aavae", "digits-binary", "--epochs 200", IMAGES | CURVES),
    "ada": Run(
        "ada",
        "moons-rotated",
        "",
        {"predictions.png": "predicted class over the plane, with both domains"} | CURVES,
    ),
    "iwae": Run(
        "iwae", "digits-binary", "--epochs 200", RECONSTRUCTIONS | CURVES, measured="--samples 500"
    ),
    "cyclegan": Run("cyclegan", "moons-unpaired", "--steps 4000", CURVES),
    "kl-autoencoder": Run(
        "kl-autoencoder",
        "digits-twice",
        "--steps 3000",
        RECONSTRUCTIONS | CURVES,
        model="klautoencoder",
    ),
    "ssvae": Run("ssvae", "digits", "--labels 10 --epochs 200", IMAGES | CURVES),
    "diffusion": Run("diffusion", "ring", "", POINTS | CURVES),
    "helmholtz": Run("helmholtz", "digits-binary", "--epochs 400", IMAGES | CURVES),
}  # name → its run


def train(name: str) -> str:
    """Train a run and keep what it leaves; what its evaluation says is returned."""
    run, kept = RUNS[name], RUNS_FOLDER / name
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, within(folder):
        for beside in GALLERY.glob("*.sgm"):
            shutil.copy(beside, folder)
        shown = [result_of(command) for command in run.commands]
        for picture in run.pictures:
            shrink(Path(run.folder) / picture, kept / picture)
    text = "".join(f"$ {command}\n" for command in run.commands) + f"\n{shown[-1]}"
    (kept / EVALUATION).write_text(text, encoding="utf-8")
    return text


@contextlib.contextmanager
def within(folder: str) -> Iterator[None]:
    """The folder as the working directory."""
    home = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(home)


def shrink(source: Path, target: Path) -> None:
    """A picture, no wider than a page and with a palette."""
    with Image.open(source) as drawn:
        picture = drawn.convert("RGB")
        picture.thumbnail((WIDTH, 10 * WIDTH), Image.Resampling.LANCZOS)
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
