"""A task → a process that does it, and its events one after another; it ends when nobody listens.

The process gets the task as a line of JSON on its standard input and writes an event a line on its
standard output. It ends when it is done, when its time is over, when it is stopped, and when this
process is gone, since then its input ends.
"""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import schematic
from schematic.play.limits import Limits
from schematic.play.play_errors import BusyError

Event = Mapping[str, object]
GRACE = 3.0
"""Seconds that a process has to end by itself once it is told to."""
LINES = 256
"""Events that wait to be taken; a process that is faster waits."""


class Job:
    """One task in a process of its own."""

    def __init__(self, task: Event, seconds: float) -> None:
        """Start the process.

        Args:
            task: what it is to do; see `worker.py`.
            seconds: after which it is stopped.
        """
        self.deadline = time.monotonic() + seconds
        self.folder = Path(tempfile.mkdtemp(prefix="sgm-play-"))
        self._said: queue.Queue[bytes | None] = queue.Queue(LINES)
        self._stopped = threading.Event()
        self._errors = (self.folder / "stderr").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "schematic.play.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=self.folder,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the server, which then stops its jobs
        )
        assert self.process.stdin is not None
        with suppress(OSError):
            self.process.stdin.write(json.dumps(task).encode() + b"\n")
            self.process.stdin.flush()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Queue what the process says, until it ends."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            while not self._stopped.is_set():
                with suppress(queue.Full):
                    self._said.put(line, timeout=0.2)
                    break
        with suppress(queue.Full):
            self._said.put_nowait(None)
        self._stopped.wait()

    def events(self, pause: float) -> Iterator[Event | None]:
        """The events until the process ends; None after each pause without one."""
        is_told = False
        while True:
            if time.monotonic() > self.deadline:
                self.stop()
                yield {"type": "error", "message": "the time is over", "cure": ""}
                return
            try:
                line = self._said.get(timeout=pause)
            except queue.Empty:
                yield None
                if self.process.poll() is not None and self._said.empty():
                    break
                continue
            if line is None:
                break
            event: Event = json.loads(line)
            is_told = event["type"] in ("end", "error")
            yield event
        if not is_told:
            yield {"type": "error", "message": self._last_words(), "cure": ""}

    def _last_words(self) -> str:
        """Why a process ended that has not said so."""
        if self._stopped.is_set():
            return "stopped"
        status = self.process.wait(GRACE)
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").strip().splitlines()
        reason = f": {lines[-1][:500]}" if lines else ""
        return f"the process ended with status {status}{reason}"

    def stop(self) -> None:
        """End the process, and remove its folder; nothing happens where that is done."""
        self._stopped.set()
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(GRACE)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self._errors):
            with suppress(OSError):
                assert stream is not None
                stream.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Jobs:
    """The jobs of a server: so many at once, and none when it is closed."""

    def __init__(self, limits: Limits) -> None:
        """Begin with none."""
        self._most = {"train": limits.trainings, "verify": limits.proofs}
        self._running: dict[int, tuple[str, Job | None]] = {}
        self._lock = threading.Condition()
        self._patience = limits.patience
        self._number = 0
        self._closed = False

    @contextmanager
    def started(self, task: Event, seconds: float) -> Iterator[Job]:
        """Within this context, a task runs.

        Raises:
            BusyError: as many of its kind run already, or the server ends.
        """
        kind = str(task["task"])
        number = self._reserve(kind)
        job: Job | None = None
        try:
            job = Job(task, seconds)
            with self._lock:
                self._running[number] = (kind, job)
                closed = self._closed
            if closed:
                raise BusyError("the server ends")
            yield job
        finally:
            if job is not None:
                job.stop()
            with self._lock:
                del self._running[number]
                self._lock.notify_all()

    def _reserve(self, kind: str) -> int:
        """A number for a job that may begin."""
        with self._lock:
            if not self._lock.wait_for(lambda: self._is_free(kind), self._patience):
                message = f"{self._most[kind]} of {self._most[kind]} are running"
                raise BusyError(message, "stop one, or wait until it ends")
            if self._closed:
                raise BusyError("the server ends")
            self._number += 1
            self._running[self._number] = (kind, None)
            return self._number

    def _is_free(self, kind: str) -> bool:
        running = sum(each == kind for each, _ in self._running.values())
        return self._closed or running < self._most[kind]

    @property
    def running(self) -> int:
        """How many run."""
        with self._lock:
            return len(self._running)

    @property
    def all(self) -> list[Job]:
        """Those whose process has been started."""
        with self._lock:
            return [job for _, job in self._running.values() if job is not None]

    def close(self) -> None:
        """Stop all, and let none begin."""
        with self._lock:
            self._closed = True
            self._lock.notify_all()
        for job in self.all:
            job.stop()


def _environment() -> dict[str, str]:
    """The environment of a process, which finds this package."""
    home = str(Path(schematic.__file__).parent.parent)
    before = os.environ.get("PYTHONPATH")
    return os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, (home, before))),
        "PYTHONIOENCODING": "utf-8",
    }
