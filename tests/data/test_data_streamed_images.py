"""Folders of images that are decoded batch by batch: the same pixels, classes and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schematic.data import DataError, Feed, Learnt, Port, load
from schematic.data.lazy_column import LazyColumn, in_memory
from schematic.data.preparation.prepared_feed import learn

RNG = np.random.default_rng(0)


def save(path: Path, mode: str = "L", size: tuple[int, int] = (5, 4)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = RNG.integers(0, 256, (size[1], size[0], 3)).astype(np.uint8)
    Image.fromarray(pixels).convert(mode).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Classes 2 and 10, in grey and in colour."""
    modes: Iterator[str] = iter(["L", "L", "RGB", "RGBA", "P", "1", "LA", "CMYK", "L", "RGB"])
    for label in ("2", "10"):
        for number in range(5):
            mode = next(modes)
            ending = "tif" if mode == "CMYK" else "png"
            save(tmp_path / "all" / label / f"{number}.{ending}", mode)
    return tmp_path / "all"


@pytest.mark.parametrize("layout", ["classes", "splits", "domains", "one class"])
def test_pixels_and_classes_are_those_in_memory(layout: str, folder: Path) -> None:
    names = {"splits": ("train", "val"), "domains": ("photo", "sketch")}
    if layout in names:
        for part in names[layout]:
            save(folder.parent / "in" / part / "a" / "1.png", "L")
            save(folder.parent / "in" / part / "b" / "2.png", "RGB" if part == "val" else "L")
        folder = folder.parent / "in"
    elif layout == "one class":
        folder /= "2"
    held, streamed = (load(folder, stream=stream, seed=2) for stream in (False, True))
    assert streamed.bounds == held.bounds
    for ours, theirs in ((held.train, streamed.train), (held.test, streamed.test)):
        assert ours.keys() == theirs.keys()
        for domain, table in ours.items():
            features = theirs[domain]["features"]
            assert isinstance(features, LazyColumn)
            assert np.array_equal(features.whole(), table["features"])
            assert features.dtype == np.float32
            assert ("labels" in table) == ("labels" in theirs[domain])
            if "labels" in table:
                assert np.array_equal(theirs[domain]["labels"], table["labels"])


def test_sizes_are_compared_before_training(folder: Path) -> None:
    save(folder / "2" / "9.png", "L", (6, 4))
    said = set()
    for stream in (False, True):
        with pytest.raises(DataError, match=r"9\.png is 6×4 pixels") as caught:
            load(folder, stream=stream)
        said.add(str(caught.value))
    assert len(said) == 1


def test_what_is_damaged_inside_is_named_when_it_is_decoded(folder: Path) -> None:
    bad = folder / "2" / "3.png"
    bad.write_bytes(bad.read_bytes()[:-30])
    features = load(folder, stream=True, held_out=0).train[""]["features"]
    assert len(features[:3]) == 3
    with pytest.raises(DataError, match=r"2/3\.png cannot be read as an image"):
        features[:10]


@pytest.mark.parametrize("bits", [8, 16])
def test_streamed_images_are_turned_and_flattened_as_those_in_memory(
    tmp_path: Path, bits: int
) -> None:
    """To the bit, and with the same notes."""
    rng = np.random.default_rng(0)
    exif = Image.Exif()
    exif[0x0112] = 6
    if bits == 16:
        for name in "ab":
            Image.fromarray(rng.integers(0, 2**16, (4, 5), np.uint16)).save(
                tmp_path / f"{name}.png"
            )
    else:
        turned = Image.fromarray(rng.integers(0, 256, (5, 4, 3), np.uint8))
        turned.save(tmp_path / "a.png", exif=exif)
        clear = rng.integers(0, 256, (4, 5, 4), np.uint8)
        Image.fromarray(clear).save(tmp_path / "b.png")
        Image.fromarray(clear[..., 0]).save(tmp_path / "c.gif")
    (tmp_path / "notes.txt").write_text("")
    held, lazy = (load(tmp_path, held_out=0, stream=stream) for stream in (False, True))
    first, second = (each.train[""]["features"] for each in (held, lazy))
    assert isinstance(second, LazyColumn)
    assert np.array_equal(in_memory(first), second.whole())
    assert sorted(held.notes) == sorted(lazy.notes)


@pytest.mark.parametrize("option", ["standardise", "dequantise"])
def test_what_goes_through_all_examples_is_refused_and_the_cures_help(
    option: str, folder: Path, tmp_path: Path
) -> None:
    """Images that stay on the disk are decoded again for each use; a .npy file is read as it is."""
    kind = {"standardise": Port("x", "real", None), "dequantise": Port("x", "unit", None)}[option]

    def learnt(path: Path, *, stream: bool) -> Learnt:
        table = load(path, stream=stream, held_out=0).train[""]
        return learn(Feed({("x", ""): table["features"]}, {}), [kind], None, {option})

    with pytest.raises(DataError) as refused:
        learnt(folder, stream=True)
    text = str(refused.value)
    assert f"--{option} would go" in text
    assert "--no-stream" in text
    assert ("--dequantise" in text) is (option == "dequantise")
    held = learnt(folder, stream=False)
    pixels = in_memory(load(folder, stream=False, held_out=0).train[""]["features"])
    np.save(tmp_path / "all.npy", np.rint(pixels * 255).astype(np.uint8))
    saved = learnt(tmp_path / "all.npy", stream=True)
    assert saved.levels == held.levels
    assert saved.standards.keys() == held.standards.keys()
    for node, standard in held.standards.items():
        np.testing.assert_allclose(saved.standards[node].mean, standard.mean, rtol=1e-5)
