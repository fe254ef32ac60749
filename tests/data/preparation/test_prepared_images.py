"""Images are cropped, made grey and resized as by hand, from files and arrays alike."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schematic.data import Dataset, load
from schematic.data.dataset import Array

Refuse = Callable[..., AbstractContextManager[None]]


def write_images(folder: Path, images: list[Array]) -> Path:
    """Images uint8 [H, W] or [H, W, 3] as PNG files."""
    folder.mkdir()
    for number, image in enumerate(images):
        Image.fromarray(image).save(folder / f"{number:03}.png")
    return folder


def write_array(path: Path, images: Array) -> Path:
    np.savez(path, features=images)
    return path


def prepared(path: Path, **preparing: object) -> Dataset:
    return load(path, held_out=0, preparing=preparing)


def features(path: Path, **preparing: object) -> Array:
    return np.asarray(prepared(path, **preparing).train[""]["features"])


def box_by_hand(image: Array, factor: int) -> Array:
    """A triangle filter of the width of a new pixel, at a whole factor: rows, then columns."""
    for _ in range(2):
        size = len(image) // factor
        place = np.arange(len(image)) + 0.5
        middles = (np.arange(size)[:, None] + 0.5) * factor
        weights = np.clip(1 - np.abs(place - middles) / factor, 0, None)
        weights /= weights.sum(1, keepdims=True)
        image = np.moveaxis(np.tensordot(weights, image, (1, 0)), 0, 1)
    return image


def test_resizing_averages_by_a_triangle(tmp_path: Path, rng: np.random.Generator) -> None:
    images = rng.normal(size=(5, 1, 12, 12)).astype(np.float32)
    found = features(write_array(tmp_path / "x.npz", images), resize="4x4")
    by_hand = np.stack([box_by_hand(image[0].astype(float), 3) for image in images])[:, None]
    np.testing.assert_allclose(found, by_hand, atol=1e-6)
    assert found.min() >= images.min()
    assert found.max() <= images.max()


def test_a_size_is_width_and_height(tmp_path: Path, rng: np.random.Generator) -> None:
    images = rng.integers(0, 256, (3, 3, 10, 20)).astype(np.uint8)
    assert features(write_array(tmp_path / "x.npz", images), resize="8x6").shape == (3, 3, 6, 8)
    assert features(tmp_path / "x.npz", crop="8x6").shape == (3, 3, 6, 8)


def test_the_middle_is_cut_out(tmp_path: Path, rng: np.random.Generator) -> None:
    images = rng.integers(0, 256, (3, 3, 10, 17)).astype(np.uint8)
    path = write_array(tmp_path / "x.npz", images)
    by_hand = images[:, :, :, 3:13].astype(np.float32) / np.float32(255)
    np.testing.assert_array_equal(features(path, crop="square"), by_hand)
    np.testing.assert_array_equal(features(path, crop="4x3"), by_hand[:, :, 3:6, 3:7])


@pytest.mark.parametrize("size", [(20, 16), (5, 4)])
def test_grey_is_what_pillow_makes_of_a_picture(
    size: tuple[int, int], tmp_path: Path, rng: np.random.Generator
) -> None:
    images = rng.integers(0, 256, (4, *size, 3)).astype(np.uint8)
    by_hand = np.stack([np.asarray(Image.fromarray(image).convert("L")) for image in images])
    path = write_array(tmp_path / "x.npz", images.transpose(0, 3, 1, 2))
    np.testing.assert_array_equal(features(path, grey=True)[:, 0], by_hand / np.float32(255))
    floats = write_array(tmp_path / "y.npz", rng.normal(size=(4, 3, *size)))
    raw = features(floats)
    np.testing.assert_allclose(
        features(floats, grey=True)[:, 0],
        0.299 * raw[:, 0] + 0.587 * raw[:, 1] + 0.114 * raw[:, 2],
        atol=1e-6,
    )


def test_files_and_arrays_become_the_same(tmp_path: Path, rng: np.random.Generator) -> None:
    images = rng.integers(0, 256, (6, 15, 22, 3)).astype(np.uint8)
    asked = {"crop": "square", "grey": True, "resize": "7x5"}
    files = features(write_images(tmp_path / "files", list(images)), **asked)
    array = features(write_array(tmp_path / "x.npz", images.transpose(0, 3, 1, 2)), **asked)
    np.testing.assert_array_equal(files, array)
    by_hand = [
        Image.fromarray(image[:, 3:18]).convert("L").resize((7, 5), Image.Resampling.BILINEAR)
        for image in images
    ]
    pixels = np.stack([np.asarray(image) for image in by_hand])[:, None]
    np.testing.assert_array_equal(files, pixels.astype(np.float32) / np.float32(255))


def test_images_of_many_sizes_come_together(
    tmp_path: Path, rng: np.random.Generator, refuses: Refuse
) -> None:
    sizes = [(30, 20), (11, 40, 3), (16, 16)]
    images = [rng.integers(0, 256, size).astype(np.uint8) for size in sizes]
    folder = write_images(tmp_path / "mixed", images)
    with refuses("40×11 pixels", "20×30", cure="--resize"):
        load(folder)
    dataset = prepared(folder, crop="square", resize="8x8")
    assert dataset.train[""]["features"].shape == (3, 3, 8, 8)
    told = "images are cropped to the square in the middle, then resized to 8×8"
    assert told in dataset.notes


def test_held_out_images_are_prepared_alike(tmp_path: Path, rng: np.random.Generator) -> None:
    for split in ("train", "test"):
        for each in ("a", "b"):
            (tmp_path / split).mkdir(exist_ok=True)
            images = [rng.integers(0, 256, (9, 9 + n)).astype(np.uint8) for n in range(3)]
            write_images(tmp_path / split / each, images)
    dataset = prepared(tmp_path, resize="4x4")
    assert dataset.train[""]["features"].shape == (6, 1, 4, 4)
    assert dataset.test[""]["features"].shape == (6, 1, 4, 4)
    assert dataset.train[""]["labels"].tolist() == [0, 0, 0, 1, 1, 1]


def test_what_holds_no_images_is_refused(refuses: Refuse, tmp_path: Path) -> None:
    with refuses("--crop, --resize", "no images", "'features' [2]", cure="[N, 1 or 3, H, W]"):
        load("moons", preparing={"resize": "8x8", "crop": "square"})
    with refuses("8×8", "cropped to 9×3", cure="--crop square"):
        load("digits", preparing={"crop": "9x3"})
    four = write_array(tmp_path / "x.npz", np.zeros((2, 4, 5, 6)))
    with refuses("4 channels", "grey"):
        load(four, preparing={"grey": True})
    with refuses("would take"):
        load("digits", preparing={"resize": "8192x8192"})


def test_other_columns_stay_as_they_are(tmp_path: Path, rng: np.random.Generator) -> None:
    columns = {"a": rng.normal(size=(4, 3, 8, 8)), "b": rng.normal(size=(4, 5))}
    np.savez(tmp_path / "x.npz", **columns)
    dataset = prepared(tmp_path / "x.npz", resize="4x4")
    assert dataset.train[""]["a"].shape == (4, 3, 4, 4)
    np.testing.assert_array_equal(dataset.train[""]["b"], columns["b"].astype(np.float32))
    assert dataset.notes == ("images 'a' of 3×8×8 are resized to 4×4",)


def test_nothing_asked_for_changes_nothing() -> None:
    plain, asked = load("digits"), load("digits", preparing={"resize": None, "grey": False})
    np.testing.assert_array_equal(plain.train[""]["features"], asked.train[""]["features"])
    assert asked.notes == ()
