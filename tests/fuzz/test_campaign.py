"""Every target withstands a campaign from a seed; and a fault that is planted is found."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from schematic.data import columns
from schematic.syntax import format as layout
from tests.fuzz import guard
from tests.fuzz.campaign import Tally, campaign
from tests.fuzz.fuzz_target import TARGETS, FuzzTarget, starting_inputs
from tests.fuzz.guard import Fault, Hang, feed
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.smallest import smallest


def quickly(name: str, count: int | None = None) -> Tally:
    target = TARGETS[name]
    return campaign(target, starting_inputs(name), seed=0, count=count or target.quick)


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS.modules)
def test_a_target_withstands_a_campaign(name: str) -> None:
    tally = quickly(name)
    assert tally.inputs == TARGETS[name].quick
    assert not tally.faults, "\n".join(
        f"{kind}: {data[:500]!r}\n{trace}" for kind, (data, trace) in tally.faults.items()
    )
    assert len(tally.outcomes) > 4, "hardly anything is reached"


def test_a_seed_gives_one_campaign() -> None:
    assert quickly("csv_file", 300).outcomes == quickly("csv_file", 300).outcomes


def test_a_lost_comment_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "_compare", lambda *_: None)
    monkeypatch.setattr(layout, "_comment", lambda comment: "#" + comment.text[:3])
    assert "comments are lost" in quickly("formatter", 300).faults


def test_an_infinite_number_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_reals", lambda array, where: array.astype(np.float32))
    assert "a value is infinite" in quickly("csv_file", 2000).faults


def toy(attempt: Callable[[bytes], str]) -> FuzzTarget:
    return FuzzTarget("Nothing.", lambda: [b"abc"], changed_bytes, attempt, quick=1)


def warn(data: bytes) -> str:
    warnings.warn("careful", UserWarning, stacklevel=2)
    return "done"


def dawdle(data: bytes) -> str:
    end = time.process_time() + 0.05
    while time.process_time() < end:
        pass
    return "done"


def never_end(data: bytes) -> str:
    while True:
        try:
            dawdle(data)
        except Exception:
            continue


def hoard(data: bytes) -> str:
    most = guard._peak() + 64
    return str(len(np.ones(most << 20, np.uint8)))


@pytest.mark.parametrize(
    ("attempt", "kind"),
    [(warn, "a warning escapes"), (dawdle, "it takes long"), (hoard, "it takes memory")],
)
def test_waste_is_a_fault(attempt: Callable[[bytes], str], kind: str) -> None:
    with pytest.raises(Fault, match=kind):
        feed(replace(toy(attempt), seconds=0.04 if attempt is dawdle else 60, megabytes=32), b"")


def test_what_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "HANG", 0.2)
    with pytest.raises(Hang):
        feed(toy(never_end), b"")


def test_an_input_that_goes_wrong_is_made_small() -> None:
    def stumble(data: bytes) -> str:
        if b"!" in data and b"?" in data:
            raise KeyError
        return "done"

    target = toy(stumble)
    tally = campaign(target, [b"abc! and ?"], seed=0, count=50)
    ((kind, (data, trace)),) = tally.faults.items()
    assert "KeyError" in kind
    assert "stumble" in trace
    assert sorted(smallest(target, data + b"more", kind)) == sorted(b"!?")
