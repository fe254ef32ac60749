"""Words behind `--set` and `--shape`, a line each, before a spec → the spec, or why not."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from random import Random
from typing import NoReturn

from schematic.cli.inputs import add_settings, settings_of, shapes_of
from schematic.diagnostics import SchematicError
from schematic.emit.model_source import write_source
from schematic.pipeline import parse
from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.mutators.parts_changed import changed_parts, changed_text
from tests.fuzz.mutators.spec_changed import NAMES, NUMBERS

SPEC = """let d = 4
let β = 2
visible x : unit ~ data
latent z : real[d] ~ Normal(0, β)
z -> x ~ G[θ]
x ..> z ~ E[η] {beta = β, samples = d}
net G = mlp(d)
"""
SEEDS = (
    ("--set=d=8",),
    ("--set=β=0.5", "--set=beta=2"),
    ("--shape=x=1,4,4",),
    ("--shape=x=2", "--set=d=3"),
    ("--shape=z=4",),
)
WORDS = (
    *(
        "--set=",
        "--shape=",
        "=",
        ",",
        " ",
        "x",
        "z",
        "d",
        "β",
        "beta",
        "--set",
        "--",
        "-1",
        "x=",
        "=1",
    ),
    *(
        "２",
        "²",
        "1_0",
        "0x10",
        "nan",
        "inf",
        "-inf",
        "1,,2",
        "1, 2",
        "2147483647",
        *NAMES,
        *NUMBERS,
    ),
)


class Refused(Exception):  # noqa: N818
    """The words cannot be understood."""


class Parser(argparse.ArgumentParser):
    """A parser that raises where it would end the process."""

    def error(self, message: str) -> NoReturn:
        """Say why."""
        raise Refused(message)


def change(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Another word, other letters of one, or other bytes."""
    if dice.random() < 0.1:
        return changed_bytes(data, dice, others)
    lines = data.decode("utf-8", "replace").split("\n")
    if dice.random() < 0.4:
        lines = changed_parts(lines, dice, WORDS, most=3)
    else:
        at = dice.randrange(len(lines))
        lines[at] = changed_text(lines[at], dice, WORDS)
    return "\n".join(lines).encode("utf-8", "replace")


def attempt(data: bytes) -> str:
    """Read the words as `sgm` does, and the spec with what they say; write the model."""
    parser = Parser(prog="sgm", add_help=False)
    add_settings(parser)
    try:
        options, unread = parser.parse_known_args(data.decode("utf-8", "replace").split("\n"))
        schematic = parse(SPEC, settings=settings_of(options), shapes=shapes_of(options))
        text = write_source(schematic)
    except Refused as refused:
        return f"refused: {'shape' if 'shape' in str(refused) else 'setting'}"
    except SchematicError as refused:
        return " ".join(sorted({finding.code for finding in refused.diagnostics}))
    compile(text, "<emitted>", "exec")
    size = schematic.nodes["x"].space.shape
    return f"accepted with {len(options.set)} and {size and len(size)}, {len(unread)} unread"


TARGET = FuzzTarget(
    promise="Settings and shapes are understood, or refused with a message or a finding.",
    seeds=lambda: ["\n".join(words).encode() for words in SEEDS],
    change=change,
    attempt=attempt,
    quick=400,
)
