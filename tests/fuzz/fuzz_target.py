"""What is fuzzed: `TARGETS` holds every target by the name of its file in `targets/`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from schematic.rooms import Rooms

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class FuzzTarget:
    """One way into the project, and what must hold of whatever is put into it.

    Attributes:
        promise: what must hold, in a sentence.
        seeds: gives inputs that are right, from which others are made.
        change: makes another input of one, with dice, and with others at hand to take parts from.
        attempt: feeds an input and says in a few words what came out; it raises where the promise
            does not hold.
        quick: how many inputs the tests feed.
        largest: the length of an input in bytes, at most.
        seconds: of this process's time that an input may take.
        megabytes: that one input may add to the most that this process has held.
    """

    promise: str
    seeds: Callable[[], Sequence[bytes]]
    change: Callable[[bytes, Random, Sequence[bytes]], bytes]
    attempt: Callable[[bytes], str]
    quick: int
    largest: int = 4096
    seconds: float = 1.0
    megabytes: int = 256


TARGETS = Rooms("tests.fuzz.targets", "TARGET", FuzzTarget)


def kept_inputs(name: str) -> dict[str, bytes]:
    """The inputs in the corpus of a target, by the names of their files."""
    return {path.name: path.read_bytes() for path in sorted((CORPUS / name).glob("*"))}


def starting_inputs(name: str) -> list[bytes]:
    """What a campaign begins with: the seeds of a target, and its corpus."""
    return [*TARGETS[name].seeds(), *kept_inputs(name).values()]
