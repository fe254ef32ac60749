"""Image folders → pixels and classes; folders that cannot be used → a DataError."""

import warnings

import numpy as np
import pytest
from PIL import Image

from schematic.data import load


def _write(path, array, mode: str | None = None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(array)
    (image.convert(mode) if mode else image).save(path)


@pytest.fixture
def grey(rng):
    return rng.integers(0, 256, (4, 5, 6), dtype=np.uint8)


@pytest.fixture
def colour(rng):
    return rng.integers(0, 256, (4, 5, 6, 3), dtype=np.uint8)


def test_grey_images(tmp_path, grey) -> None:
    for index, image in enumerate(grey):
        _write(tmp_path / f"{index}.png", image)
    _write(tmp_path / ".hidden.png", grey[0, :2])
    (tmp_path / "notes.txt").write_text("not an image")
    data = load(tmp_path, held_out=0)
    assert data.bounds == (0, 1)
    assert set(data.train[""]) == {"features"}
    assert data.train[""]["features"].dtype == np.float32
    assert np.allclose(data.train[""]["features"] * 255, grey[:, None])


def test_sub_folders_are_classes(tmp_path, colour) -> None:
    for index, (name, image) in enumerate(zip("baba", colour, strict=True)):
        _write(tmp_path / name / f"{index}.PNG", image)
    (tmp_path / ".cache").mkdir()
    table = load(tmp_path, held_out=0).train[""]
    assert table["labels"].tolist() == [0, 0, 1, 1]
    assert table["labels"].dtype == np.int64
    expected = np.moveaxis(colour[[1, 3, 0, 2]], 3, 1)
    assert np.allclose(table["features"] * 255, expected)


def test_split_folders_share_their_classes(tmp_path, grey) -> None:
    for place, image in zip(("train/a", "train/b", "test/b", "test/b"), grey, strict=True):
        _write(tmp_path / place / f"{image[0, 0]}-{image[0, 1]}.png", image)
    data = load(tmp_path)
    assert data.train[""]["labels"].tolist() == [0, 1]
    assert data.test[""]["labels"].tolist() == [1, 1]


@pytest.mark.parametrize("names", [("Train", "Test"), ("training", "val"), ("train", "validation")])
def test_splits_go_by_several_names(tmp_path, grey, names: tuple[str, str]) -> None:
    for name, images in zip(names, (grey[:3], grey[3:]), strict=True):
        for index, image in enumerate(images):
            _write(tmp_path / name / f"{index}.png", image)
    data = load(tmp_path)
    assert set(data.train[""]) == {"features"}
    assert np.allclose(data.train[""]["features"] * 255, grey[:3, None])
    assert np.allclose(data.test[""]["features"] * 255, grey[3:, None])


def test_splits_that_are_not_two(tmp_path, grey, refuses) -> None:
    for name, image in zip(("test", "val"), grey, strict=False):
        _write(tmp_path / name / "0.png", image)
    with refuses("two folders of one split: test and val", cure="move the others away"):
        load(tmp_path)
    (tmp_path / "val" / "0.png").unlink()
    (tmp_path / "val").rmdir()
    with refuses("has a folder test, but none of training images"):
        load(tmp_path)


def test_classes_that_are_numbers_are_in_their_order(tmp_path) -> None:
    for number in range(12):
        _write(tmp_path / str(number) / "0.png", np.full((4, 4), 20 * number, np.uint8))
    table = load(tmp_path, held_out=0).train[""]
    shown = np.round(table["features"].max((1, 2, 3)) * 255 / 20)
    assert np.array_equal(shown, table["labels"])


def test_domains_share_their_classes(tmp_path, grey) -> None:
    for place, image in zip(("a/mug", "a/bike", "b/mug", "b/mug"), grey, strict=True):
        _write(tmp_path / place / f"{image[0, 0]}-{image[0, 1]}.png", image)
    data = load(tmp_path, held_out=0)
    assert set(data.train) == {"a", "b"}
    assert data.train["a"]["labels"].tolist() == [0, 1]
    assert data.train["b"]["labels"].tolist() == [1, 1]
    assert np.allclose(data.train["a"]["features"] * 255, grey[[1, 0], None])


@pytest.mark.parametrize("ending", ["bmp", "gif", "pgm", "tif", "webp"])
def test_other_formats_are_read(tmp_path, grey, ending: str) -> None:
    _write(tmp_path / "a.png", grey[0])
    Image.fromarray(grey[1]).save(
        tmp_path / f"b.{ending}", **({"lossless": True} if ending == "webp" else {})
    )
    features = load(tmp_path, held_out=0).train[""]["features"]
    assert np.allclose(features[1] * 255, grey[1])


def test_no_image_is_left_out(tmp_path, grey, refuses) -> None:
    _write(tmp_path / "a.png", grey[0])
    (tmp_path / "b.svg").write_text("<svg/>")
    with refuses("b.svg is an image of a format that is not read", cure="PNG"):
        load(tmp_path)
    (tmp_path / "b.svg").unlink()
    _write(tmp_path / "cats" / "b.png", grey[1])
    _write(tmp_path / "cats" / "more" / "deep" / "c.png", grey[2])
    with refuses("deep holds images, but only those in", cure="into the folder of the class"):
        load(tmp_path)


def test_grey_joins_colour(tmp_path, grey, colour) -> None:
    _write(tmp_path / "a.png", grey[0])
    _write(tmp_path / "b.png", colour[0])
    features = load(tmp_path, held_out=0).train[""]["features"]
    assert features.shape == (2, 3, 5, 6)
    assert np.allclose(features[0] * 255, np.stack([grey[0]] * 3))


@pytest.mark.parametrize(
    ("mode", "channels"), [("1", 1), ("LA", 1), ("P", 3), ("RGBA", 3), ("CMYK", 3)]
)
def test_modes(tmp_path, mode: str, channels: int) -> None:
    flat = np.full((4, 4, 3), 255, np.uint8)
    for name in "ab":
        ending = "jpg" if mode == "CMYK" else "png"
        _write(tmp_path / f"{name}.{ending}", flat, mode)
    features = load(tmp_path, held_out=0).train[""]["features"]
    assert features.shape == (2, channels, 4, 4)
    assert np.allclose(features, 1, atol=0.02)


def test_jpeg(tmp_path, grey) -> None:
    for name in ("a.jpg", "b.jpeg"):
        _write(tmp_path / name, np.full((8, 8), 128, np.uint8))
    features = load(tmp_path, held_out=0).train[""]["features"]
    assert np.allclose(features, 128 / 255, atol=0.02)


def test_one_size(tmp_path, grey, refuses) -> None:
    _write(tmp_path / "a.png", grey[0])
    _write(tmp_path / "b.png", grey[0])
    _write(tmp_path / "c.png", grey[0].T)
    with refuses("c.png is 5×6 pixels, ", "a.png is 6×5", cure="one size"):
        load(tmp_path)


def test_no_images(tmp_path, refuses, grey) -> None:
    with refuses(f"{tmp_path} holds no images", cure="PNG or JPEG"):
        load(tmp_path)
    _write(tmp_path / "train" / "a.png", grey[0])
    (tmp_path / "test").mkdir()
    with refuses("test holds no images"):
        load(tmp_path)


def test_classes_for_all_or_none(tmp_path, grey, refuses) -> None:
    _write(tmp_path / "a.png", grey[0])
    _write(tmp_path / "cats" / "b.png", grey[1])
    with refuses("images with a class and images without"):
        load(tmp_path)


def test_deep_pixels(tmp_path, refuses) -> None:
    _write(tmp_path / "a.png", np.full((4, 4), 40_000, np.uint16))
    with refuses("a.png has pixels of type 'I;16', not of 8 bits"):
        load(tmp_path)


def test_damaged_image(tmp_path, colour, refuses) -> None:
    _write(tmp_path / "a.png", colour[0])
    whole = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").write_bytes(whole[: len(whole) // 2])
    with refuses("a.png cannot be read as an image", cure="damaged"):
        load(tmp_path)
    (tmp_path / "a.png").write_bytes(b"hello")
    with refuses("a.png cannot be read as an image"):
        load(tmp_path)


def test_tags_that_are_damaged_do_not_matter(tmp_path, grey) -> None:
    path = tmp_path / "0.tif"
    copyright_ = 33432  # the last tag of all: an older Pillow drops those that follow, too
    Image.fromarray(grey[0]).save(path, tiffinfo={copyright_: "a name of some length"})
    raw = path.read_bytes()
    entry = raw.index(copyright_.to_bytes(2, "little") + (2).to_bytes(2, "little"))
    path.write_bytes(raw[: entry + 4] + (10**6).to_bytes(4, "little") + raw[entry + 8 :])
    with pytest.warns(UserWarning, match="larger than file|Truncated File"), Image.open(path):
        pass
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data = load(tmp_path, held_out=0)
    assert np.allclose(data.train[""]["features"][0, 0] * 255, grey[0])
