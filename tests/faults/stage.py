"""A model, a way to compute it, and a beginning → trials: the same run again, with a fault.

A stage holds a run that nothing happened to; what comes of each trial is compared with it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.faults.contents import CHECKPOINT, Contents, contents_of
from tests.faults.disk import STRIKES, Fault, Kind
from tests.faults.sgm_process import Ending, Kill, Sgm
from tests.faults.specs import data_of, text_of
from tests.faults.survival import RUN, Verdict, Wanted, follow
from tests.faults.ways import WAYS

SPEC = "spec.sgm"


@dataclass(frozen=True)
class Length:
    """How long a run is, in steps, and how often it writes."""

    steps: int
    log_every: int
    checkpoint_every: int

    def options(self) -> tuple[str, ...]:
        """Return the options of `sgm train`."""
        shown = {
            "--steps": self.steps,
            "--log-every": self.log_every,
            "--checkpoint-every": self.checkpoint_every,
        }
        return tuple(str(word) for pair in shown.items() for word in pair)


@dataclass(frozen=True)
class Stage:
    """A run that nothing happened to, and where it began.

    Attributes:
        name: of the model, the way, and the beginning.
        folder: what is there before; copied for each trial.
        command: the words that are tried.
        wanted: what has to come of them.
        whole: how the run ended that nothing happened to.
        way: the name of the way.
        has_pictures: whether pictures are painted.
    """

    name: str
    folder: Path
    command: tuple[str, ...]
    wanted: Wanted
    whole: Ending
    way: str
    has_pictures: bool

    def faults(self, kinds: tuple[Kind, ...]) -> Iterator[Fault]:
        """Yield every kind of fault at every operation that it can strike."""
        for at, (operation, _) in enumerate(self.whole.operations, 1):
            yield from (Fault(kind, at) for kind in kinds if operation in STRIKES[kind])

    def inject(self, fault: Fault) -> Verdict:
        """Let an operation fail, and go on with what is left."""
        with tempfile.TemporaryDirectory(prefix="faults-") as place:
            sgm = _copy(self.folder, Path(place, "here"), self.way, self.has_pictures)
            struck = sgm(*self.command, fault=fault)
            return follow(sgm, struck, self.wanted)

    def kill(self, kills: tuple[Kill, ...]) -> Verdict:
        """Kill a run, and each time that it goes on kill it again; then let it end."""
        with tempfile.TemporaryDirectory(prefix="faults-") as place:
            sgm = _copy(self.folder, Path(place, "here"), self.way, self.has_pictures)
            endings = [sgm(*self.command, kill=kills[0])]
            for kill in kills[1:]:
                if endings[-1].status and (sgm.folder / RUN / "config.json").exists():
                    endings.append(sgm("train", RUN, "--resume", "--quiet", kill=kill))
            return follow(sgm, endings[-1], self.wanted, *endings[:-1])


def begin(place: Path, spec: str, way: str, length: Length, *, has_pictures: bool = False) -> Stage:
    """Return the stage of a run in an empty folder.

    Args:
        place: for what is made; there is nothing yet.
        spec: the name of the model.
        way: the name of the way to compute it.
        length: of the run.
        has_pictures: whether pictures are painted.
    """
    folder = _with_spec(place, spec)
    command = _train(spec, way, length)
    sgm = _copy(folder, place / "whole", way, has_pictures)
    whole = sgm(*command)
    assert whole.status == 0, whole
    wanted = Wanted(command, (contents_of(sgm.folder / RUN),))
    return Stage(f"{spec}, {way}", folder, command, wanted, whole, way, has_pictures)


def resumed(place: Path, stage: Stage) -> Stage:
    """Return the stage of a run that is resumed, having been killed amid its last checkpoint.

    It has lines in its log that are later than its checkpoint, and an unfinished file.

    Args:
        place: for what is made; there is nothing yet.
        stage: of the run from its beginning.
    """
    operations = enumerate(stage.whole.operations, 1)
    writes = [n for n, (kind, path) in operations if kind == "write" and CHECKPOINT in path]
    sgm = _copy(stage.folder, place / "before", stage.way, stage.has_pictures)
    killed = sgm(*stage.command, fault=Fault(Kind.AMID, writes[-1]))
    assert killed.status < 0, killed
    assert killed.checkpoints, killed
    command = ("train", RUN, "--resume", "--quiet")
    return _after(place, f"{stage.name}, resumed", sgm.folder, command, stage)


def forced(place: Path, spec: str, stage: Stage) -> Stage:
    """Return the stage of a run that is written over another one, as `--force` does.

    Args:
        place: for what is made; there is nothing yet.
        spec: the name of the model of the other run.
        stage: of the run in an empty folder.
    """
    folder = _with_spec(place, spec)
    sgm = _copy(folder, place / "before", stage.way, stage.has_pictures)
    other = sgm(*_train(spec, stage.way, Length(2, 1, 1)))
    assert other.status == 0, other
    shutil.copyfile(stage.folder / SPEC, sgm.folder / SPEC)
    command = (*stage.command, "--force")
    old = contents_of(sgm.folder / RUN)
    return _after(place, f"{stage.name}, over another run", sgm.folder, command, stage, old)


def _after(
    place: Path, name: str, folder: Path, command: tuple[str, ...], stage: Stage, *ends: Contents
) -> Stage:
    """Return the stage of a command that leads to the end of another stage, or to other ends."""
    wanted = replace(stage.wanted, ends=(*stage.wanted.ends, *ends))
    sgm = _copy(folder, place / "whole", stage.way, stage.has_pictures)
    whole = sgm(*command)
    assert whole.status == 0, whole
    assert not stage.wanted.difference(sgm.folder / RUN), stage.wanted.difference(sgm.folder / RUN)
    return replace(stage, name=name, folder=folder, command=command, wanted=wanted, whole=whole)


def _with_spec(place: Path, spec: str) -> Path:
    folder = place / "empty"
    folder.mkdir(parents=True)
    (folder / SPEC).write_text(text_of(spec), "utf-8")
    return folder


def _train(spec: str, way: str, length: Length) -> tuple[str, ...]:
    words = ("train", SPEC, "--data", data_of(spec), "--out", RUN, "--batch", "8", "--quiet")
    return (*words, *length.options(), *WAYS[way].options)


def _copy(folder: Path, to: Path, way: str, has_pictures: bool) -> Sgm:
    shutil.copytree(folder, to)
    return Sgm(to, to.with_name(f"{to.name}-notes"), WAYS[way], has_pictures)
