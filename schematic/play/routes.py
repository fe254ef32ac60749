"""What a page can ask of the server beside its own files: a row a request.

A request is answered at once (`Answered`), or by a stream of events (`Streamed`). Both get the
server's desk, and the body of the request: an object of JSON.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import schematic
from schematic.play.edited_file import EditedFile, Version
from schematic.play.jobs import Jobs
from schematic.play.limits import Limits
from schematic.play.play_errors import NothingThereError, PlayError, UnwrittenError
from schematic.play.side_by_side import pair

if TYPE_CHECKING:
    from schematic.service import Service

Body = Mapping[str, object]


WARMING = """\
model M
visible x : real[2] ~ data
latent z : real[1] ~ Normal(0, 1)
z -> x ~ G[θ]
x ..> z ~ E[η]
"""
"""A spec that the first questions are asked about."""


class Desk:
    """What the server works with: the service, the file, and the jobs."""

    def __init__(self, file: EditedFile | None, text: str | None, limits: Limits) -> None:
        """Begin.

        Args:
            file: that is edited, if one is.
            text: to begin with, where no file is edited.
            limits: of what a page may ask.
        """
        self.file, self.text, self.limits = file, text, limits
        self.jobs = Jobs(limits)
        self.turns = threading.BoundedSemaphore(2)
        """The service is pure Python, so many answers at once would take longer than in turn. Two
        may take turns: a keystroke need not wait for a long search."""

    @cached_property
    def service(self) -> Service:
        """The service, imported when it is first needed: the address is there before."""
        from schematic.service import Service

        return Service()

    def warm_up(self) -> None:
        """Import what answers need, while the browser opens."""
        with self.turns:
            for question in ("picture", "objective", "known"):
                self.service.answer({"question": question, "text": WARMING})


@dataclass(frozen=True)
class Answered:
    """A request with an answer."""

    answer: Callable[[Desk, Body], object]


@dataclass(frozen=True)
class Streamed:
    """A request that a process works on.

    Attributes:
        task: its name in `tasks/`.
        seconds: how long it may take, as the desk's limits say.
    """

    task: str
    seconds: Callable[[Limits], float]


def hello(desk: Desk, body: Body) -> object:
    """Who answers, what it can train on, two models to begin with, and all limits."""
    from schematic.data import EMBEDDED

    return {
        "version": schematic.__version__,
        "file": desk.file.name if desk.file else None,
        "text": desk.text,
        "data": list(EMBEDDED),
        "pair": pair(),
        "limits": asdict(desk.limits),
    }


def ask(desk: Desk, body: Body) -> object:
    """An answer of the service."""
    with desk.turns:
        return desk.service.answer(body)


def read_file(desk: Desk, body: Body) -> object:
    """The file as it is on the disk."""
    return _version(_file(desk), _file(desk).read())


def write_file(desk: Desk, body: Body) -> object:
    """The file, written."""
    text, digest = body.get("text"), body.get("digest")
    if not isinstance(text, str) or not isinstance(digest, str):
        raise PlayError("`text` or `digest` is missing", "send what GET /file has given")
    try:
        return _version(_file(desk), _file(desk).write(text, digest))
    except UnicodeEncodeError as error:
        letter = ord(error.object[error.start])
        raise PlayError(f"U+{letter:04X} cannot be written to a file", "remove it") from error
    except OSError as error:
        raise UnwrittenError(f"the file cannot be written: {error.strerror}") from error


def _file(desk: Desk) -> EditedFile:
    if desk.file is None:
        raise NothingThereError("no file is edited", "start with one: sgm play FILE")
    return desk.file


def _version(file: EditedFile, version: Version) -> object:
    return {"name": file.name, "text": version.text, "digest": version.digest}


ROUTES: Mapping[tuple[str, str], Answered | Streamed] = {
    ("GET", "/hello"): Answered(hello),
    ("POST", "/ask"): Answered(ask),
    ("GET", "/file"): Answered(read_file),
    ("PUT", "/file"): Answered(write_file),
    ("POST", "/train"): Streamed("train", lambda limits: limits.seconds + limits.start_seconds),
    ("POST", "/verify"): Streamed("verify", lambda limits: limits.proof_seconds),
}
