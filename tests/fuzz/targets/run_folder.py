"""A run folder in which one file is another: its name on a line, and its bytes behind."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from schematic.diagnostics import Error, Source
from schematic.training import Request, open_run, train
from schematic.training.checkpoint.checkpoint_file import CURRENT
from schematic.training.distributed.processes import ALONE
from schematic.training.log.csv_log import cut_log, read_log
from schematic.training.run.run_folder import CONFIG, LOG, SPEC, reopen_run
from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.guard import Fault
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.mutators.spec_changed import changed_spec
from tests.fuzz.mutators.value_changed import changed_value
from tests.fuzz.targets import csv_file
from tests.fuzz.targets._data_file import without_details, workplace

MODEL = """visible x : real[2] ~ data
latent z : real[2] ~ Normal(0, 1)
z -> x ~ G[θ]
x ..> z ~ E[η]
net G = mlp(3)
net E = linear
"""


@cache
def right() -> Mapping[str, bytes]:
    """The files of a short run that is as it should be, but for its pictures."""
    request = Request(data="ring", steps=2, fraction=0.01, device="cpu", batch=4)
    folder = train(Source.of(SPEC, MODEL), request, workplace() / "right").run.folder
    files = (path for path in sorted(folder.iterdir()) if path.suffix not in (".png", ".svg"))
    return {path.name: path.read_bytes() for path in files}


def seeds() -> list[bytes]:
    """Each file as it should be, and the checkpoint once more, since it has the most in it."""
    files = [name.encode() + b"\n" + content for name, content in right().items()]
    checkpoint = CURRENT.encode() + b"\n" + right()[CURRENT]
    return [*files, checkpoint, checkpoint]


def change(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Other values in the JSON of a file, other tensors, other cells; or other bytes."""
    name, _, content = data.partition(b"\n")
    changers = {CONFIG: _json, CURRENT: _checkpoint, LOG: csv_file.change, SPEC: changed_spec}
    changer = changers.get(name.decode("utf-8", "replace"), changed_bytes)
    if dice.random() < 0.1:
        changer = changed_bytes
    return name + b"\n" + changer(content, dice, [])


def _json(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return changed_bytes(data, dice, others)
    for _ in range(dice.choice((1, 1, 2, 3))):
        value = changed_value(value, dice)
    return json.dumps(value).encode()


def _checkpoint(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Another header, whose length is right or not; other numbers; or other JSON in the header."""
    if len(data) < 8:
        return changed_bytes(data, dice, others)
    (length,) = struct.unpack("<Q", data[:8])
    header, body = data[8 : 8 + length], data[8 + length :]
    if dice.random() < 0.2:
        return data[:8] + header + changed_bytes(body, dice, others)
    header = _header(header, dice)
    header += b" " * (-len(header) % 8)
    return struct.pack("<Q", len(header)) + header + body


def _header(header: bytes, dice: Random) -> bytes:
    try:
        says: Any = json.loads(header)
        state = json.loads(says["__metadata__"]["state"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return changed_bytes(header, dice, [])
    if dice.random() < 0.4:
        state = changed_value(state, dice)
        return json.dumps({**says, "__metadata__": {"state": json.dumps(state)}}).encode()
    return json.dumps(changed_value(says, dice)).encode()


def attempt(data: bytes) -> str:
    """Open the run to look at it, and to go on; read its log, and cut that as `--resume` does."""
    name, _, content = data.partition(b"\n")
    folder = _written(name.decode("utf-8", "replace"), content)
    try:
        run = open_run(folder)
    except Error as refused:
        return without_details(refused.message)
    if run.state.step < 0:
        raise Fault(f"a run has made fewer steps than none: {run.state.step}")
    notes = map(without_details, run.notes)
    return " ".join(("opened", *notes, _read_log(folder), _resume(folder)))


def _read_log(folder: Path) -> str:
    try:
        return f"{min(3, len(read_log(folder / LOG)))} lines"
    except Error as refused:
        return without_details(refused.message)


def _resume(folder: Path) -> str:
    try:
        run = reopen_run(folder, lambda config: {}, ALONE)
        cut_log(folder / LOG, run.state.step)
    except Error as refused:
        return without_details(refused.message)
    return "goes on"


def _written(name: str, content: bytes) -> Path:
    """The folder of the right run, with one file replaced, if it is one of them."""
    folder = workplace() / "run"
    folder.mkdir(exist_ok=True)
    for path in folder.iterdir():
        path.unlink()
    for known, bytes_ in right().items():
        (folder / known).write_bytes(content if known == name else bytes_)
    return folder


TARGET = FuzzTarget(
    promise="A run opens, or an error says what is wrong with its folder.",
    seeds=seeds,
    change=change,
    attempt=attempt,
    quick=100,
    largest=16384,
    seconds=3.0,
)
