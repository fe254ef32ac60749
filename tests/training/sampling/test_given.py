"""What is given reaches the nets, the rest comes from the data, and what does not fit says so."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schematic.diagnostics import Error
from schematic.training import Run
from schematic.training.run.samples import draw_samples, sampled_node
from schematic.training.sampling.drawn import Drawn, conditions_of, draw
from schematic.training.sampling.ways import find_way
from tests.training.sampling.conftest import Begun, copy_class


def made(run: Run, n: int | None = None, seed: int = 0, **given: str) -> Drawn:
    words = {name: [value] for name, value in given.items()}
    way = find_way(run, tuple(words))
    conditions, count = conditions_of(run, way, words, n, seed)
    return draw(run, way, count, seed, conditions)


def class_shown(drawn: Drawn) -> list[int]:
    pixels = drawn.values.reshape(len(drawn.values), -1)[:, :10]
    return [int(k) for k in pixels.argmax(1)]


@pytest.mark.parametrize("name", ["cgan", "cvae"])
def test_a_class_that_is_given_reaches_the_net(begun: Begun, name: str) -> None:
    run = begun(name)
    copy_class(run)
    assert class_shown(made(run, 4, c="7")) == [7] * 4
    assert class_shown(made(run, 5, c="1,3")) == [1, 3, 1, 3, 1]
    assert class_shown(made(run, c="0..9")) == [*range(10)] * 10
    drawn = made(run, 20)
    assert class_shown(drawn) == drawn.given["c"].tolist()


def test_what_is_not_given_comes_from_held_out_examples(begun: Begun) -> None:
    run = begun("cgan")
    drawn = made(run, 400)
    held_out = run.setup.test.columns["c", ""]
    assert set(drawn.given["c"].tolist()) == set(held_out.tolist())
    assert drawn.said == "c of held-out examples, chosen by the seed"
    assert not np.array_equal(drawn.given["c"], made(run, 400, seed=1).given["c"])
    assert not np.array_equal(drawn.given["c"][:20], held_out[:20])


def test_without_data_classes_come_in_turn(begun: Begun) -> None:
    run = begun("cgan")
    bare = replace(run.setup, examples=None)
    drawn = made(replace(run, setup=bare), 12)
    assert drawn.given["c"].tolist() == [*range(10), 0, 1]
    assert drawn.said == "the classes of c in turn"
    other = begun("pix")
    with pytest.raises(Error, match="not at hand"):
        made(replace(other, setup=replace(other.setup, examples=None)), 12)


def test_the_seed_alone_decides(begun: Begun) -> None:
    run = begun("cgan")
    again = [made(run, 6, seed=s, c="2").values for s in (3, 3, 4)]
    assert np.array_equal(again[0], again[1])
    assert not np.array_equal(again[0], again[2])
    assert draw_samples(run, 6).shape == (6, 1, 8, 8)


def test_the_class_is_written_first_and_x_is_sampled(begun: Begun) -> None:
    assert sampled_node(begun("cgan")) == "x"


def test_latents_can_be_given_and_come_back(begun: Begun, tmp_path: Path) -> None:
    run = begun("codes")
    first = made(run, 7)
    for name, values in first.latents.items():
        np.save(tmp_path / f"{name}.npy", values)
    words = {name: str(tmp_path / f"{name}.npy") for name in first.latents}
    assert set(words) == set("zkubl")
    again = made(run, seed=9, **words)
    for name, values in first.latents.items():
        assert np.allclose(again.latents[name], values, atol=1e-5), name
    assert np.allclose(again.values, first.values, atol=1e-5)


def test_a_number_fills_a_latent(begun: Begun) -> None:
    assert (made(begun("cgan"), 3, z="0.5").latents["z"] == 0.5).all()
    assert made(begun("cgan"), 3, z="1,2,3").latents["z"].tolist() == [[1, 2, 3]] * 3


def test_an_image_that_is_given_is_what_the_net_sees(begun: Begun, tmp_path: Path) -> None:
    run = begun("pix")
    pixels = np.arange(32, dtype=np.uint8).reshape(4, 8) * 8
    Image.fromarray(pixels).save(tmp_path / "u.png")
    np.save(tmp_path / "u.npy", pixels.astype(np.float32) / 255)
    drawn = made(run, upper=str(tmp_path / "u.png"))
    assert drawn.node == "lower"
    assert np.allclose(drawn.given["upper"], pixels / 255)
    assert np.allclose(drawn.values, made(run, upper=str(tmp_path / "u.npy")).values)


def test_what_the_model_samples_is_reconstructed_where_it_is_given(
    begun: Begun, tmp_path: Path
) -> None:
    run = begun("cvae")
    copy_class(run)
    np.save(tmp_path / "x.npy", np.full((3, 1, 8, 8), 0.5, np.float32))
    drawn = made(run, x=str(tmp_path / "x.npy"), c="4")
    assert (drawn.node, class_shown(drawn)) == ("x", [4, 4, 4])
    with pytest.raises(Error, match="need `c` too"):
        made(run, x=str(tmp_path / "x.npy"))


def test_a_node_can_be_named(begun: Begun, tmp_path: Path) -> None:
    run = begun("cvae")
    way = find_way(run, (), "z")
    conditions, count = conditions_of(run, way, {}, 5, 0)
    drawn = draw(run, way, count, 0, conditions)
    assert (drawn.node, drawn.values.shape, set(drawn.given)) == ("z", (5, 3), {"x", "c"})


WRONG = {
    "c=10": "classes 0 … 9, not 10",
    "c=-1": "classes 0 … 9, not -1",
    "c=5..2": "not 5..2",
    "c=0.5": "not 0.5",
    "c=cat": "no such file",
    "d=1": "`c`, `z` can be given",
    "y=1": "does not compute anything given `y`",
    "z=1,2": "has 3 numbers, not 2",
    "z=missing.npy": "no such file",
    "z=wide.npy": "do not fit node 'z'",
    "z=readme.md": "no known format",
    "z=broken.npy": "cannot be read",
    "c=classes.npy": "has the classes 0 … 9, not 12",
}


@pytest.mark.parametrize("word", WRONG)
def test_what_does_not_fit_is_refused(
    begun: Begun, word: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    np.save("wide.npy", np.zeros((2, 4), np.float32))
    np.save("classes.npy", np.array([1, 12]))
    Path("readme.md").write_text("no data")
    Path("broken.npy").write_bytes(b"\x93NUMPY")
    name, _, value = word.partition("=")
    with pytest.raises(Error) as caught:
        made(begun("cgan"), 4, **{name: value})
    assert WRONG[word] in str(caught.value)
    assert "cure" in str(caught.value) or word == "z=broken.npy"


def test_images_that_do_not_fit_are_refused(begun: Begun, tmp_path: Path) -> None:
    path = tmp_path / "u.png"
    for size, mode, told in (((8, 8), "L", "8×8 pixels, grey"), ((8, 4), "RGB", "in colour")):
        Image.new(mode, size).save(path)
        with pytest.raises(Error, match=told):
            made(begun("pix"), upper=str(path))


def test_numbers_of_values_fit_each_other(begun: Begun, tmp_path: Path) -> None:
    np.save(tmp_path / "z.npy", np.zeros((3, 3), np.float32))
    z = str(tmp_path / "z.npy")
    with pytest.raises(Error, match="3 of `z` and 2 of `c`"):
        made(begun("cgan"), z=z, c="0,1")
    with pytest.raises(Error, match="less than the 3 values"):
        made(begun("cgan"), 2, z=z)
    assert len(made(begun("cgan"), z=z, c="0").values) == 3
