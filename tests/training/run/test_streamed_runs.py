"""Whole runs on data that stay on the disk: the same model, bounded memory, a good end."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from schematic.data import DataError
from schematic.resources import zoo
from schematic.syntax.parse import read
from schematic.training import Request, evaluate, open_run, resume, train
from schematic.training.run import held_out_examples

MIB = 2**20
VAE = read(zoo()["vae"])


def same(ours: torch.nn.Module, theirs: torch.nn.Module) -> bool:
    pairs = zip(ours.parameters(), theirs.parameters(), strict=True)
    return all(torch.equal(one, other) for one, other in pairs)


@pytest.fixture
def npy(tmp_path: Path) -> str:
    """Images of a folder of their own."""
    images = np.random.default_rng(0).integers(0, 256, (300, 6, 6)).astype(np.uint8)
    np.save(tmp_path / "a.npy", images)
    return str(tmp_path / "a.npy")


@pytest.mark.usefixtures("no_pictures")
def test_a_streamed_run_is_the_run_in_memory(npy: str, tmp_path: Path) -> None:
    held, streamed = (
        train(VAE, Request(data=npy, steps=8, batch=16, stream=stream), tmp_path / str(stream)).run
        for stream in (False, True)
    )
    assert same(held.model, streamed.model)
    assert (tmp_path / "True" / "log.csv").exists()
    goes_on = resume(tmp_path / "True", Request(steps=12, stream=False))
    assert not goes_on.notes  # the data are those that it was begun with
    assert same(
        resume(tmp_path / "False", Request(steps=12, stream=True)).run.model, goes_on.run.model
    )


@pytest.mark.usefixtures("no_pictures")
def test_evaluation_says_how_many_examples_it_took(
    npy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for stream in (False, True):
        train(VAE, Request(data=npy, steps=3, stream=stream, held_out=0.4), tmp_path / str(stream))
    held, streamed = (evaluate(open_run(tmp_path / name)) for name in ("False", "True"))
    assert [result.value for result in held] == [result.value for result in streamed]
    monkeypatch.setattr(held_out_examples, "AT_ONCE", 50 * 36 * 4)
    held_out_examples.examples_of.cache_clear()
    few = evaluate(open_run(tmp_path / "True"))
    assert (few[0].name, few[0].value) == ("examples", 50)
    assert "of 120 held out" in few[0].meaning


@pytest.mark.usefixtures("no_pictures")
def test_an_image_that_is_damaged_ends_the_run_with_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = import_module("schematic.data.fingerprint")
    monkeypatch.setattr(digest, "EXAMPLES", 2)  # which are decoded before training
    monkeypatch.setattr("schematic.training.train_and_resume.PROBE", 2)
    folder = tmp_path / "images"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for number in range(64):
        Image.fromarray(rng.integers(0, 256, (6, 6)).astype(np.uint8)).save(
            folder / f"{number}.png"
        )
    request = Request(
        data=str(folder), steps=24, batch=4, checkpoint_every=8, stream=True, held_out=0
    )
    whole = train(VAE, request, tmp_path / "whole").run
    good = (folder / "17.png").read_bytes()
    (folder / "17.png").write_bytes(good[:-40])
    with pytest.raises(DataError, match=r"17\.png cannot be read as an image") as caught:
        train(VAE, request, tmp_path / "run")
    assert "is still there" in caught.value.message
    assert "resume" in caught.value.cure
    (folder / "17.png").write_bytes(good)
    assert same(whole.model, resume(tmp_path / "run").run.model)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_data(tmp_path: Path) -> None:
    for name, examples in (("small", 200), ("large", 200_000)):
        head = np.lib.format.open_memmap(
            tmp_path / f"{name}.npy", "w+", np.uint8, (examples, 32, 32)
        )
        head[0] = 200  # pixels, not a mask; the rest is a hole in the file
        del head
    assert (tmp_path / "large.npy").stat().st_size > 190 * MIB
    command = [sys.executable, "-m", "tests.training.run.resident", "small.npy", "large.npy"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    found = subprocess.check_output(command, text=True, cwd=tmp_path, env=environment)
    small, large = map(float, found.split())
    assert large - small < 40  # as float32 the data would take 781
