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
    with refuses("has a folder test and val, but none of training images"):
        load(tmp_path)
    for name in ("train", "Training"):
        _write(tmp_path / name / "0.png", grey[0])
    with refuses("two folders of one split: Training and train", cure="move the others away"):
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


@pytest.mark.parametrize("ending", ["png", "tif", "pgm"])
def test_deep_pixels(tmp_path, refuses, ending: str) -> None:
    Image.fromarray(np.full((4, 4), 40_000, np.uint16)).save(tmp_path / f"a.{ending}")
    data = load(tmp_path, held_out=0)
    assert np.allclose(data.train[""]["features"], 40_000 / 65_535)
    assert data.notes == ("pixels of 16 bits, divided by 65,535",)
    _write(tmp_path / "b.png", np.full((4, 4), 40, np.uint8))
    with refuses("b.png has 8 bits, ", "has 16", cure="all with 16"):
        load(tmp_path)


def test_deep_pixels_of_floats(tmp_path, refuses) -> None:
    Image.fromarray(np.full((4, 4), 0.5, np.float32)).save(tmp_path / "a.tif")
    with refuses("a.tif has pixels of type 'F', not of 8 or 16 bits"):
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


def test_an_empty_image_is_named(tmp_path, grey, refuses) -> None:
    _write(tmp_path / "a.png", grey[0])
    (tmp_path / "b.png").write_bytes(b"")
    with refuses("b.png is empty", cure="write the file again"):
        load(tmp_path)


def test_images_are_turned_as_their_orientation_says(tmp_path, colour) -> None:
    for place, orientation in enumerate((1, 6)):
        exif = Image.Exif()
        exif[0x0112] = orientation
        Image.fromarray(np.rot90(colour[0], place)).save(tmp_path / f"{place}.png", exif=exif)
    data = load(tmp_path, held_out=0)
    upright, turned = data.train[""]["features"]
    assert np.array_equal(upright, turned)
    assert data.notes[1:] == ("1 image turned as EXIF says",)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparent_parts_are_laid_on_white(tmp_path, mode: str) -> None:
    pixels = np.full((4, 4, 4), [0, 0, 0, 255], np.uint8)
    pixels[:2, :, 3] = 0
    image = Image.fromarray(pixels)
    if mode == "P":
        image = Image.fromarray((pixels[..., 3] == 0).astype(np.uint8), "P")
        image.putpalette([0, 0, 0, 90, 0, 0])
        image.save(tmp_path / "a.png", transparency=1)
    else:
        image.convert(mode).save(tmp_path / "a.png")
    clear = pixels[..., 3] == 0
    data = load(tmp_path, held_out=0)
    assert np.array_equal(data.train[""]["features"][0, 0], clear.astype(float))
    assert "1 image with transparent parts, now laid on white" in data.notes


def test_half_transparent_parts_are_mixed_with_white(tmp_path) -> None:
    Image.fromarray(np.full((2, 2, 4), [100, 0, 255, 51], np.uint8)).save(tmp_path / "a.png")
    features = load(tmp_path, held_out=0).train[""]["features"][0, :, 0, 0] * 255
    assert features.round().tolist() == [224, 204, 255]


@pytest.mark.parametrize("ending", ["gif", "webp", "tif"])
def test_the_first_frame_is_taken_and_this_is_told(tmp_path, ending: str) -> None:
    frames = [Image.fromarray(np.full((4, 4), value, np.uint8)) for value in (10, 200, 90)]
    extra = {"lossless": True} if ending == "webp" else {}
    frames[0].save(tmp_path / f"a.{ending}", save_all=True, append_images=frames[1:], **extra)
    data = load(tmp_path, held_out=0)
    assert np.allclose(data.train[""]["features"] * 255, 10)
    assert "1 image with several frames, of which the first is taken" in data.notes


def test_what_is_done_to_colours_is_told(tmp_path, grey, colour) -> None:
    _write(tmp_path / "a.png", grey[0])
    _write(tmp_path / "b.jpg", colour[0], "CMYK")
    notes = load(tmp_path, held_out=0).notes
    assert notes[0] == "pixels of 8 bits, divided by 255"
    assert "1 image grey, made red, green and blue like the others" in notes
    assert any(note.startswith("1 image of four inks (CMYK)") for note in notes)


def test_what_is_left_out_is_told(tmp_path, grey) -> None:
    for index, image in enumerate(grey):
        _write(tmp_path / "cats" / f"{index}.png", image)
    for name in (".DS_Store", "Thumbs.db", "desktop.ini", "notes.txt"):
        (tmp_path / name).write_text("")
    _write(tmp_path / "__MACOSX" / "cats" / "._0.png", grey[0])
    (tmp_path / "dogs").mkdir()
    data = load(tmp_path, held_out=0)
    assert data.classes == {"labels": ("cats",)}
    assert data.notes[-1].startswith("left out: 6 files, .DS_Store, Thumbs.db, desktop.ini, …")


def test_system_folders_beside_splits(tmp_path, grey) -> None:
    for name, image in zip(("Train", "TEST", "__MACOSX"), grey, strict=False):
        _write(tmp_path / name / "0.png", image)
    (tmp_path / "annotations").mkdir()
    (tmp_path / "annotations" / "a.xml").write_text("")
    data = load(tmp_path)
    assert [len(part[""]["features"]) for part in (data.train, data.test)] == [1, 1]
    assert "folder Train is for training, TEST is held out" in data.notes


def test_of_val_and_test_the_test_is_held_out(tmp_path, grey) -> None:
    for name, image in zip(("train", "dev", "test"), grey, strict=False):
        _write(tmp_path / name / "0.png", image)
    data = load(tmp_path)
    assert np.allclose(data.test[""]["features"][0, 0] * 255, grey[2])
    assert "left out: folder dev" in data.notes


def test_other_folders_beside_splits_are_refused(tmp_path, grey, refuses) -> None:
    for name, image in zip(("train", "test", "cats"), grey, strict=False):
        _write(tmp_path / name / "0.png", image)
    with refuses("test and train are called as splits are, but cats holds images, too"):
        load(tmp_path)


def test_numbered_classes_are_in_the_order_of_their_numbers(tmp_path, grey) -> None:
    for name in ("class_10", "class_9", "class_1"):
        _write(tmp_path / name / "0.png", grey[0])
    assert load(tmp_path, held_out=0).classes["labels"] == ("class_1", "class_9", "class_10")


def test_a_class_that_is_held_out_only_is_told(tmp_path, grey) -> None:
    for place, image in zip(("train/a", "test/a", "test/é"), grey, strict=False):
        _write(tmp_path / place / "0.png", image)
    assert "no example for training: é" in load(tmp_path).notes


def test_domains_that_are_split(tmp_path, grey) -> None:
    places = ("source/train", "source/test", "target/train", "target/test")
    for place, image in zip(places, grey, strict=True):
        _write(tmp_path / place / "mug" / "0.png", image)
    data = load(tmp_path)
    assert set(data.train) == set(data.test) == {"source", "target"}
    assert np.allclose(data.test["target"]["features"][0, 0] * 255, grey[3])
    assert "target: folder train is for training, test is held out" in data.notes


def test_links_are_followed(tmp_path, grey) -> None:
    _write(tmp_path / "store" / "0.png", grey[0])
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "cats").symlink_to(tmp_path / "store")
    (tmp_path / "data" / "dogs").mkdir()
    (tmp_path / "data" / "dogs" / "1.PNG").symlink_to(tmp_path / "store" / "0.png")
    data = load(tmp_path / "data", held_out=0)
    assert data.train[""]["labels"].tolist() == [0, 1]
    assert data.notes == ("pixels of 8 bits, divided by 255",)
