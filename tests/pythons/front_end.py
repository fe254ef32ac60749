"""`python -m tests.pythons.front_end`: what the commands that need no torch answer, as JSON.

A line of arguments is a key; its value has the exit status and what was written to both streams.
Nothing is imported but the standard library, Lark, networkx and the project, and no other program
runs, so this works wherever these do.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import platform
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypedDict

import schematic
from schematic.cli import main
from schematic.model.shapes_to_write import missing_shapes
from schematic.pipeline import STAGES

FORMS = ("text", "latex", "json")
PICTURES = ("dot", "mmd")  # the other formats are drawn by Graphviz, another program
FOLDERS = ("specs", "tests/pipeline/good", "tests/checks/bad")


class Answer(TypedDict):
    """What a command did."""

    status: object
    out: str
    err: str


def answers() -> dict[str, Answer]:
    """All answers, from the root of the project; a warning of any kind is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {" ".join(command): answer for command, answer in _answered()}


def _answered() -> Iterator[tuple[Sequence[str], Answer]]:
    zoo, good, bad = (sorted(map(Path.as_posix, Path(f).glob("*.sgm"))) for f in FOLDERS)
    of_one = (_of_any(s) for s in (*zoo, *good, *bad)), (_of_accepted(s) for s in (*zoo, *good))
    for command in itertools.chain.from_iterable(itertools.chain(*of_one)):
        yield command, answer(command)
    for a, b in itertools.permutations(zoo, 2):
        found = answer(way := ("path", a, b))
        yield way, found
        if found["status"] == 0:
            yield (rewrite := ("rewrite", a, found["out"].strip())), answer(rewrite)


def _of_any(spec: str) -> Iterator[Sequence[str]]:
    yield "check", spec
    yield "fmt", "--diff", spec


def _of_accepted(spec: str) -> Iterator[Sequence[str]]:
    yield from (("derive", spec, "--to", form) for form in FORMS)
    yield "derive", spec, "--steps"
    yield "derive", spec, "--article"
    yield from (("render", spec, "--to", form, "-o", "-") for form in PICTURES)
    shapes = [f"--shape={name}=4" for name in missing_shapes(schematic.load(spec))]
    yield from (("compile", spec, *shapes, "--stage", stage) for stage in STAGES)


def answer(command: Sequence[str]) -> Answer:
    """What a command prints, and its status; emitted Python is also compiled by this Python."""
    raw, err = io.BytesIO(), io.StringIO()
    out = io.TextIOWrapper(raw, "utf-8", newline="")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            status: object = main(command)
        except SystemExit as stop:
            status = stop.code
        out.flush()
    text = raw.getvalue().decode()
    if command[-1] == "source" and status == 0:
        compile(text, "<source>", "exec", dont_inherit=True)
    return {"status": status, "out": text, "err": err.getvalue()}


if __name__ == "__main__":
    json.dump({"python": platform.python_version(), "answers": answers()}, sys.stdout)
