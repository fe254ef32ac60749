"""Walks move what they say, keep all else, and end where they should."""

from pathlib import Path

import numpy as np
import pytest
import torch

from schematic.diagnostics import Error
from schematic.training.sampling.interpolation import along_sphere, interpolate
from schematic.training.sampling.traversal import traverse
from tests.training.sampling.conftest import Begun, copy_class


def test_each_coordinate_moves_alone(begun: Begun) -> None:
    run = begun("cgan")
    copy_class(run)
    walk = traverse(run, "z", {"c": ["4"]}, 7, 0)
    assert walk.rows == ("z[0]", "z[1]", "z[2]")
    assert walk.columns == ("−3", "−2", "−1", "0", "1", "2", "3")
    z = walk.drawn.latents["z"].reshape(3, 7, 3)
    for row in range(3):
        assert np.allclose(z[row, :, row], np.linspace(-3, 3, 7), atol=1e-6)
        assert (np.delete(z[row], row, 1) == np.delete(z[row, :1], row, 1)).all()
    pixels = walk.drawn.values.reshape(3, 7, 64)
    assert (np.diff(pixels[1, :, 21]) > 0).all()
    assert (pixels[:, :, 4] > 0.99).all()


def test_classes_move_through_all_of_them(begun: Begun) -> None:
    run = begun("cgan")
    copy_class(run)
    walk = traverse(run, "c", {}, None, 0)
    pixels = walk.drawn.values.reshape(8, 10, 64)
    assert (pixels[..., :10].argmax(-1) == np.arange(10)).all()
    z = walk.drawn.latents["z"].reshape(8, 10, 3)
    assert (z == z[:, :1]).all()
    assert len(np.unique(z[:, 0, 0])) == 8


def test_latents_of_all_laws_move_over_them(begun: Begun) -> None:
    run = begun("codes")
    ranges = {"z": (-5, 7), "u": (-1, 1), "b": (0, 1), "k": (0, 2)}
    for name, (low, high) in ranges.items():
        values = traverse(run, name, {}, 5, 0).drawn.latents[name]
        assert np.allclose([values.min(), values.max()], [low, high], atol=0.01), name


def test_coordinates_can_be_chosen(begun: Begun) -> None:
    assert traverse(begun("cgan"), "z=2", {}, 3, 0).rows == ("z[2]",)
    assert traverse(begun("cgan"), "z=0..1", {}, 3, 0).rows == ("z[0]", "z[1]")
    for word, told in {
        "z=3": "are 0 … 2",
        "z=a": "are 0 … 2",
        "q": "`z`, `c`",
        "c=1": "a class",
    }.items():
        with pytest.raises(Error, match=told):
            traverse(begun("cgan"), word, {}, 3, 0)


def test_a_walk_goes_from_one_draw_to_another(begun: Begun) -> None:
    walk = interpolate(begun("cgan"), {}, 5, 0)
    z = walk.drawn.latents["z"].reshape(5, 5, 3)
    lengths = np.linalg.norm(z, axis=-1)
    assert np.allclose(np.diff(lengths, 2, axis=1), 0, atol=1e-5)
    again = interpolate(begun("cgan"), {}, 2, 0).drawn.latents["z"].reshape(5, 2, 3)
    assert np.allclose(z[:, [0, -1]], again, atol=1e-6)
    classes = walk.drawn.given["c"].reshape(5, 5)
    assert (classes == classes[:, :1]).all()


def test_a_walk_goes_from_one_example_to_another(begun: Begun, tmp_path: Path) -> None:
    run = begun("cvae")
    images = np.random.default_rng(0).random((2, 1, 8, 8), np.float32)
    np.save(tmp_path / "x.npy", images)
    walk = interpolate(run, {"x": [str(tmp_path / "x.npy")], "c": ["3"]}, 4, 0)
    codes = run.model.infer("z", x=torch.from_numpy(images), c=torch.tensor([3, 3]))
    assert np.allclose(walk.drawn.latents["z"][[0, -1]], codes.numpy(), atol=1e-5)
    with pytest.raises(Error, match="3 are given"):
        interpolate(run, {"x": [str(tmp_path / "x.npy"), "0.5"], "c": ["3"]}, 4, 0)
    with pytest.raises(Error, match="does not infer `z` from `x`"):
        interpolate(begun("cgan"), {"x": [str(tmp_path / "x.npy")]}, 4, 0)


def test_models_without_latents_say_so(begun: Begun) -> None:
    with pytest.raises(Error, match="draws no latent"):
        interpolate(begun("pix"), {}, 4, 0)
    with pytest.raises(Error, match="these are: none"):
        traverse(begun("pix"), "upper", {}, 4, 0)


def test_opposite_and_equal_ends_have_a_line_between_them() -> None:
    first = torch.tensor([[[1.0, 0.0]]])
    weight = torch.tensor([0.0, 0.5, 1.0]).reshape(1, 3, 1)
    for last in (first, -first, 0 * first):
        found = along_sphere(first, last, weight)
        assert torch.allclose(found[:, [0, 2]], torch.cat([first, last], 1))
