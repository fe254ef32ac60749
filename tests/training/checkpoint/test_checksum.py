"""Every flipped bit of a checkpoint is found, wherever it is."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from safetensors.torch import load_file, save

from schematic.training import RunError
from schematic.training.checkpoint.checkpoint_file import CURRENT, PREVIOUS, load_checkpoint
from schematic.training.checkpoint.checksum import KEY, read_metadata
from tests.training.checkpoint.small_checkpoint import small_state, write_steps

FILES = 60  # flips that are tried on a whole file, from opening to falling back
BYTES = 4_000  # flips that are tried beside those of the header


@pytest.fixture
def content(tmp_path: Path) -> bytes:
    """A checkpoint, as bytes."""
    write_steps(tmp_path, 1)
    return (tmp_path / CURRENT).read_bytes()


def flipped(content: bytes, bit: int) -> bytes:
    """The same bytes but for one bit."""
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_the_file_is_one_that_any_reader_reads(tmp_path: Path, content: bytes) -> None:
    assert read_metadata(content)[1]
    assert "model.weight" in load_file(tmp_path / CURRENT)


def test_every_bit_of_the_header_and_many_of_the_tensors(content: bytes) -> None:
    header = 8 * (8 + int.from_bytes(content[:8], "little"))
    tensors = random.Random(0).sample(range(header, 8 * len(content)), BYTES)
    for bit in (*range(header), *tensors):
        with pytest.raises(ValueError, match="it"):
            read_metadata(flipped(content, bit))


def test_a_flipped_bit_anywhere_gives_way_to_the_checkpoint_before(tmp_path: Path) -> None:
    write_steps(tmp_path, 1, 2)
    whole = (tmp_path / CURRENT).read_bytes()
    for bit in random.Random(1).sample(range(8 * len(whole)), FILES):
        (tmp_path / CURRENT).write_bytes(flipped(whole, bit))
        state = small_state()
        (note,) = load_checkpoint(state, tmp_path)
        assert state.step == 1
        assert f"{CURRENT} cannot be used: it" in note
        assert "the checkpoint of step 1 is taken" in note


def test_a_cut_or_lengthened_file_is_none(content: bytes) -> None:
    for length in (0, 1, 8, 100, len(content) // 2, len(content) - 1):
        with pytest.raises(ValueError, match="it"):
            read_metadata(content[:length])
    with pytest.raises(ValueError, match="checksum"):
        read_metadata(content + b"\0")


def test_a_checkpoint_of_an_earlier_version_is_taken_with_a_note(tmp_path: Path) -> None:
    state = write_steps(tmp_path, 1)
    metadata, _ = read_metadata((tmp_path / CURRENT).read_bytes())
    old = {key: text for key, text in metadata.items() if key != KEY}
    (tmp_path / CURRENT).write_bytes(save(load_file(tmp_path / CURRENT), metadata=old))
    fresh = small_state(seed=3)
    (note,) = load_checkpoint(fresh, tmp_path)
    assert "has no checksum, as those of earlier versions" in note
    assert fresh.step == state.step


def test_metadata_with_another_key_are_none_of_a_checkpoint(tmp_path: Path) -> None:
    write_steps(tmp_path, 1)
    metadata, _ = read_metadata((tmp_path / CURRENT).read_bytes())
    odd = {"state": metadata["state"], "checksun": metadata[KEY]}
    (tmp_path / CURRENT).write_bytes(save(load_file(tmp_path / CURRENT), metadata=odd))
    assert not (tmp_path / PREVIOUS).exists()
    with pytest.raises(RunError, match=r"metadata are not those of a checkpoint\n  cure: take"):
        load_checkpoint(small_state(), tmp_path)
