"""Metadata that no checkpoint has are refused in one line, and the checkpoint before is taken."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file, save

from schematic.training.checkpoint.atomic_file import write_own
from schematic.training.checkpoint.checkpoint_file import CURRENT, load_checkpoint
from schematic.training.checkpoint.checksum import BLANK, KEY, STATE, read_metadata, seal
from tests.training.checkpoint.small_checkpoint import small_state, write_steps

GOOD: dict[str, Any] = {
    "step": 2,
    "seconds": 0.5,
    "window": [],
    "order": {"theta": ["weight"]},
    "texts": {},
}
STRANGE: dict[str, tuple[str, str]] = {
    "no JSON": ("{", "cannot be read"),
    "empty": ("", "cannot be read"),
    "an array": ("[]", "are no object"),
    "nothing in it": ("{}", "lack seconds, step, window"),
    "deep brackets": ("[" * 100_000, "nested too deeply"),
    "many digits": ('{"step": ' + "9" * 10_000 + "}", "cannot be read"),
}
WRONG: dict[str, list[Any]] = {
    "step": [-1, 1.5, "2", None, True, [], 2**60, 1e400],
    "seconds": [-0.1, "0", None, float("nan"), 1e400, True, 10**400],
    "window": [None, 3, "x", [3], [["a"]], [[None]], [[float("inf")]], [[True]], [[0.0, 0.0]]],
    "order": [[], 3, {"theta": 3}, {"theta": [3]}, {"theta": ["bias"]}, {"phi": ["weight"]}, {}],
    "texts": [None, [], {"spec.sgm": 3}],
}


def rewrite(folder: Path, text: str) -> None:
    """Give the last checkpoint other metadata, under a good checksum."""
    tensors = load_file(folder / CURRENT)
    content = save(tensors, metadata={STATE: text, KEY: BLANK})
    write_own(folder / CURRENT, *seal(content))
    assert read_metadata((folder / CURRENT).read_bytes())[1]


def check_refused(folder: Path, text: str, reason: str) -> None:
    write_steps(folder, 1, 2)
    rewrite(folder, text)
    state = small_state()
    (note,) = load_checkpoint(state, folder)
    assert state.step == 1
    assert reason in note
    assert "\n" not in note


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_metadata(name: str, tmp_path: Path) -> None:
    check_refused(tmp_path, *STRANGE[name])


@pytest.mark.parametrize("key", WRONG)
def test_a_part_of_another_type_or_out_of_range(key: str, tmp_path: Path) -> None:
    for value in WRONG[key]:
        text = json.dumps({**GOOD, key: value}).replace("Infinity", "1e400")
        check_refused(tmp_path, text, f"its {key}" if key != "order" else "its o")


def test_good_metadata_are_taken(tmp_path: Path) -> None:
    write_steps(tmp_path, 1, 2)
    rewrite(tmp_path, json.dumps(GOOD))
    state = small_state()
    assert load_checkpoint(state, tmp_path) == ()
    assert (state.step, state.seconds) == (2, 0.5)
