"""`sgm sample` writes what its output is called after, and says where values come from."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli.conftest import Sgm

CGAN = """model CGAN
visible x : unit ~ data
visible t : cat[10] ~ data
latent z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}
z, t ..|> x = G[θ]
x, t -!> y ~ D[φ]
"""


def train(sgm: Sgm) -> None:
    Path("c.sgm").write_text(CGAN)
    said = sgm("train", "c.sgm", "--data", "digits", "--steps", "2", "--out", "run", "--quiet")
    assert said.status == 0, said.err
    assert "samples.png" in said.out


@pytest.mark.slow
def test_outputs(sgm: Sgm) -> None:
    train(sgm)
    said = sgm("sample", "run", "-n", "4")
    assert (said.status, said.out) == (0, "4 samples: run/samples-4.png\n")
    assert "t of held-out examples, chosen by the seed; choose with --given" in said.err
    assert Path("run/samples-4.png").is_file()
    assert sgm("sample", "run", "--given", "t=0,1", "-o", "s.npz").err == ""
    with np.load("s.npz") as held:
        assert {name: held[name].shape for name in held} == {
            "x": (20, 1, 8, 8),
            "t": (20,),
            "z": (20, 2),
        }
        x, z = held["x"], held["z"]
    assert sgm("sample", "run", "--given", "t=0,1", "-o", "s.npy").status == 0
    assert np.array_equal(np.load("s.npy"), x)
    assert sgm("sample", "run", "--given", "t=0,1", "-o", "folder/").status == 0
    files = sorted(Path("folder").iterdir())
    assert [file.name for file in files] == [f"{k:04}.png" for k in range(20)]
    pixels = np.asarray(Image.open(io.BytesIO(files[3].read_bytes())))
    assert np.array_equal(pixels, np.round(x[3, 0] * 255))
    assert "not empty" in sgm("sample", "run", "-o", "folder/").err
    assert (
        sgm("sample", "run", "--given", "z=s.npz", "--given", "t=s.npz", "-o", "b.npy").status == 0
    )
    assert np.allclose(np.load("b.npy"), x, atol=1e-6)
    assert z.std() > 0
    walk = sgm("sample", "run", "--traverse", "z", "--given", "t=1", "-n", "5", "-o", "w.npy")
    assert walk.out == "z, one coordinate a row, 2 × 5: w.npy\n"
    assert np.load("w.npy").shape == (2, 5, 1, 8, 8)
    assert sgm("sample", "run", "--interpolate").status == 0
    assert Path("run/interpolate.png").is_file()
    for words, told in {
        ("--traverse", "z", "--interpolate"): "not allowed with",
        ("--traverse", "z", "--node", "x"): "takes no --node",
        ("--given", "t"): "gives no value",
        ("--given", "t=11"): "0 … 9, not 11",
        ("--node", "q"): "no node of CGAN is called so",
        ("-o", "s.txt"): "does not say what to write",
    }.items():
        said = sgm("sample", "run", *words)
        assert said.status == 2 and told in said.err, words
