"""Words → an `sgm` that ends, in processes forked from one that has imported everything.

A fork takes milliseconds where a new process takes seconds to import torch, so that hundreds of
runs take minutes. Where several processes train, torchrun's own agent starts and watches them.
"""

from __future__ import annotations

import gc
import hashlib
import io
import os
import signal
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from schematic.cli.entry import run as run_command
from schematic.training import train_and_resume
from schematic.training.pictures import figures
from tests.faults.disk import Disk, Fault
from tests.faults.journal import Journal
from tests.faults.specs import data_of, text_of
from tests.faults.ways import Way

PATIENCE = 90.0  # seconds until a run counts as hung
INTERRUPTED = 130  # the status of a process that Ctrl-C has ended
HUNG = 124  # the status of a run that did not end, as of `timeout`
POLL = 0.002


@dataclass(frozen=True)
class Kill:
    """A signal at a moment.

    Attributes:
        number: of the signal.
        after: seconds from the start.
        rank: of the process that it is sent to.
    """

    number: signal.Signals
    after: float
    rank: int = 0


@dataclass(frozen=True)
class Ending:
    """How an `sgm` ended.

    Attributes:
        status: its exit status; the negative number of a signal that killed it.
        said: what it wrote to stderr, or they: several processes share it, as under torchrun.
        operations: the kinds and paths of its operations on files.
        checkpoints: the steps of the checkpoints that were complete.
        began: the step at which training began; None where it did not come to that.
        is_of_several: whether several processes were to train.
    """

    status: int
    said: str
    operations: tuple[tuple[str, str], ...]
    checkpoints: tuple[int, ...]
    began: int | None
    is_of_several: bool


@dataclass(frozen=True)
class Sgm:
    """Runs `sgm` in a folder.

    Attributes:
        folder: where it runs; the files below it are watched.
        notes: a folder beside it, for what the processes tell.
        way: how it computes.
        has_pictures: whether pictures are painted; otherwise their files hold a digest of what
            they would show.
    """

    folder: Path
    notes: Path
    way: Way
    has_pictures: bool = False

    def __call__(self, *words: str, fault: Fault | None = None, kill: Kill | None = None) -> Ending:
        """Run a command to its end."""
        self.notes.mkdir(exist_ok=True)
        name = f"{len(list(self.notes.iterdir()))}"
        journal, said = Journal(self.notes / f"{name}.journal"), self.notes / f"{name}.err"
        journal.note("begun")
        sys.stdout.flush()
        sys.stderr.flush()
        if not (child := os.fork()):
            self._become(words, journal, said, fault)
        try:
            status = _await(child, journal, kill)
        finally:
            _end_all(child)
        begins = journal.read("begins")
        return Ending(
            status,
            said.read_text("utf-8") if said.exists() else "",
            tuple((kind, path) for kind, path in journal.read("operation")),
            tuple(int(step) for (step,) in journal.read("checkpoint")),
            int(begins[0][0]) if begins else None,
            self.way.processes > 1,
        )

    def _become(
        self, words: Sequence[str], journal: Journal, said: Path, fault: Fault | None
    ) -> None:
        """Be the process of the command, and end."""
        status = 70
        try:
            os.setsid()
            os.chdir(self.folder)
            _restore_signals()
            _send_output(said.with_suffix(".agent") if self.way.processes > 1 else said)
            if self.way.processes > 1:
                status = self._launch(words, journal, said, fault)
            else:
                status = self._run(words, journal, fault)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)

    def _launch(
        self, words: Sequence[str], journal: Journal, said: Path, fault: Fault | None
    ) -> int:
        """Let torchrun's agent start the processes; only the first of them writes files."""
        from torch.distributed.elastic.multiprocessing.api import DefaultLogsSpecs
        from torch.distributed.elastic.multiprocessing.errors import ChildFailedError
        from torch.distributed.launcher.api import LaunchConfig, elastic_launch

        def work() -> None:
            status = INTERRUPTED
            try:
                _restore_signals()
                _send_output(said)
                leads = os.environ["RANK"] == "0"
                status = self._run(words, journal, fault if leads else None)
            finally:  # the agent takes what returns or is interrupted for a success
                sys.stdout.flush()
                sys.stderr.flush()
                if status:
                    os._exit(status)

        config = LaunchConfig(
            min_nodes=1,
            max_nodes=1,
            nproc_per_node=self.way.processes,
            rdzv_backend="c10d",
            rdzv_endpoint="localhost:0",
            run_id=str(uuid.uuid4()),
            max_restarts=0,
            start_method="fork",
            logs_specs=DefaultLogsSpecs(log_dir=str(said.with_suffix(".logs"))),
        )
        try:
            elastic_launch(config, work)()
        except ChildFailedError as error:
            return max(1, error.get_first_failure()[1].exitcode)  # negative: killed by a signal
        return 0

    def _run(self, words: Sequence[str], journal: Journal, fault: Fault | None) -> int:
        journal.note("process", os.environ.get("RANK", "0"), os.getpid())
        disk = Disk(self.folder, journal, fault)
        with ExitStack() as stack:
            stack.enter_context(_telling(journal))
            if not self.has_pictures:
                stack.enter_context(patch.object(figures, "to_png", digest))
            stack.enter_context(disk.watched())
            return run_command(words)


def _restore_signals() -> None:
    """Meet signals as a new interpreter does."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _send_output(path: Path) -> None:
    """Send what this process says to a file."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    os.dup2(handle, sys.stderr.fileno())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


@contextmanager
def _telling(journal: Journal) -> Iterator[None]:
    """Within this context, a training tells at which step it begins."""
    loop = train_and_resume.run_loop

    def told(session: Any) -> None:
        if session.world.leads:
            journal.note("begins", session.state.step)
        loop(session)

    with patch.object(train_and_resume, "run_loop", told):
        yield


def _await(child: int, journal: Journal, kill: Kill | None) -> int:
    """Wait for a process, and send it a signal when its moment has come."""
    begin, is_due = time.monotonic(), kill is not None
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        passed = time.monotonic() - begin
        if kill is not None and is_due and passed >= kill.after:
            is_due = not _send(kill, journal)
        if passed > PATIENCE:
            return HUNG
        time.sleep(POLL)


def _send(kill: Kill, journal: Journal) -> bool:
    """Send a signal to the process of a rank; return whether there is one."""
    processes = {int(rank): int(process) for rank, process in journal.read("process")}
    if kill.rank not in processes:
        return False
    journal.note("struck", kill.number.name)
    with suppress(ProcessLookupError):
        os.kill(processes[kill.rank], kill.number)
    return True


def _end_all(leader: int) -> None:
    """End what is left of a group of processes that this one started."""
    with suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


def digest(figure: Any) -> bytes:
    """Return the digest of all that a figure shows, in place of a picture of it."""
    total = hashlib.sha256()
    for axis in figure.axes:
        shown = [line.get_xydata() for line in axis.lines]
        shown += [image.get_array() for image in axis.images]
        shown += [dots.get_offsets() for dots in axis.collections]
        for values in shown:
            total.update(np.ascontiguousarray(np.asarray(values)).tobytes())
    return (total.hexdigest() * 64).encode()


def warm_up(specs: Iterable[str], ways: Iterable[Way]) -> None:
    """Train each model once in this process, so that forks find everything imported and kept."""
    options = {way.options for way in ways}
    with (
        tempfile.TemporaryDirectory(prefix="faults-warm-") as place,
        redirect_stdout(io.StringIO()),
    ):
        for spec in specs:
            path = Path(place, f"{spec}.sgm")
            path.write_text(text_of(spec), "utf-8")
            words = ("train", str(path), "--data", data_of(spec), "--steps", "3", "--quiet")
            for number, more in enumerate(options):
                out = ("--batch", "8", "--out", f"{place}/{spec}-{number}")
                status = run_command([*words, *out, *more])
                assert status == 0, (spec, more, status)
    gc.freeze()  # what is there stays where it is, so that a fork does not copy it
