"""What `sgm data` lists, and what it says of data is what training says."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path

import numpy as np

from schematic.data import EMBEDDED
from schematic.data.known_elsewhere import KNOWN, NAMES
from tests.cli.conftest import Sgm


def test_the_list_has_all_there_is(sgm: Sgm) -> None:
    listed = sgm("data").out
    assert all(f"\n  {name} " in listed for name in EMBEDDED)
    assert "a folder of idx files" in listed
    assert NAMES.keys() == KNOWN.keys()
    assert all(f"\n  {NAMES[name]} " in listed for name in KNOWN)


def test_a_line_says_what_is_read(sgm: Sgm) -> None:
    assert sgm("data", "moons").out == (
        "moons: 2,000 points of 2 numbers in [-2.5, 2.5] (features), 2 classes (0, 1) (labels), "
        "1,000 held out\n"
    )
    np.savez("own.npz", x=np.zeros((30, 4), np.float32), t=np.arange(30) % 3)
    said = sgm("data", "own.npz", "--held-out", "0.2")
    assert "30 rows of 4 numbers" in said.out and "(x)" in said.out and "6 held out" in said.out
    assert not Path("runs").exists()


def test_a_folder_of_idx_files_is_read(sgm: Sgm) -> None:
    Path("mnist").mkdir()
    for split, count in (("train", 20), ("t10k", 10)):
        images = np.zeros((count, 28, 28), np.uint8)
        head = struct.pack(">4I", 0x803, count, 28, 28)
        with gzip.open(f"mnist/{split}-images-idx3-ubyte.gz", "wb") as stream:
            stream.write(head + images.tobytes())
        with gzip.open(f"mnist/{split}-labels-idx1-ubyte.gz", "wb") as stream:
            labels = (np.arange(count) % 10).astype(np.uint8)
            stream.write(struct.pack(">2I", 0x801, count) + labels.tobytes())
    said = sgm("data", "mnist")
    assert said.status == 0, said.err
    assert "30 images 1×28×28" in said.out and "10 held out" in said.out


def test_with_a_spec_it_is_the_line_of_training(sgm: Sgm) -> None:
    line = sgm("data", "digits", "--for", "gan", "--resize", "4").out.strip()
    words = ("train", "gan", "--data", "digits", "--resize", "4", "--steps", "1", "--batch", "2")
    assert f"sgm: data: {line}\n" in sgm(*words).err


def test_a_name_that_is_known_says_how_to_bring_it(sgm: Sgm) -> None:
    for words in (("data", "mnist"), ("train", "gan", "--data", "mnist"), ("data", "mnits")):
        said = sgm(*words)
        assert said.status != 0
        assert "'mnist' is not embedded" in said.err
        assert "train-images-idx3-ubyte.gz" in said.err
    assert "did you mean 'moons'" in sgm("data", "moon").err
    assert sgm("data", "digits", "--for", "vea").status == 1
