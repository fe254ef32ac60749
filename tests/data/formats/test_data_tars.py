"""Tars of images as WebDataset writes them: read, streamed, split; refused where they differ."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schematic.data import DataError, load
from schematic.data.lazy_column import LazyColumn

RNG = np.random.default_rng(0)
PIXELS = RNG.integers(0, 256, (9, 4, 5, 3)).astype(np.uint8)


def png(number: int, **shape: int) -> bytes:
    stream = io.BytesIO()
    pixels = PIXELS[number][: shape.get("height", 4)]
    Image.fromarray(pixels).save(stream, "png")
    return stream.getvalue()


def write(path: Path, members: Mapping[str, bytes]) -> Path:
    path.parent.mkdir(exist_ok=True)
    with tarfile.open(path, "w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


def examples(numbers: range) -> dict[str, bytes]:
    members: dict[str, bytes] = {}
    for number in numbers:
        members |= {
            f"set/{number:03}.png": png(number),
            f"set/{number:03}.cls": f"{number % 3}\n".encode(),
            f"set/{number:03}.json": b"{}",
        }
    return members


@pytest.mark.parametrize("stream", [False, True])
def test_shards_of_a_folder_are_read_in_order_and_split(stream: bool, tmp_path: Path) -> None:
    write(tmp_path / "all" / "train-1.tar", examples(range(4, 6)))
    write(tmp_path / "all" / "train-0.tar", examples(range(4)))
    write(tmp_path / "all" / "val-0.tar", examples(range(6, 9)))
    data = load(tmp_path / "all", stream=stream)
    for table, numbers in ((data.train[""], range(6)), (data.test[""], range(6, 9))):
        x = table["features"]
        assert isinstance(x, LazyColumn) == stream
        expected = np.moveaxis(PIXELS[list(numbers)], 3, 1) / np.float32(255)
        assert np.array_equal(x[:], expected)
        assert table["labels"].tolist() == [number % 3 for number in numbers]


def test_several_images_of_a_key_are_columns(tmp_path: Path) -> None:
    members = {f"{n}.{name}.png": png(n) for n in range(3) for name in ("photo", "sketch")}
    table = load(write(tmp_path / "a.tar", members), held_out=0).train[""]
    assert set(table) == {"photo", "sketch"}


BAD = {
    "1 of 2 examples have 'cls'": {"a.png": png(0), "a.cls": b"1", "b.png": png(1)},
    "a.tar: b is 5×3 pixels, ": {"a.png": png(0), "b.png": png(1, height=3)},
    "'cat', which is no class number": {"a.png": png(0), "a.cls": b"cat"},
    "holds no images": {"a.txt": b"x"},
    "do not follow one another": {"a.png": png(0), "b.png": png(1), "a.cls": b"1", "b.cls": b"1"},
}


@pytest.mark.parametrize("said", BAD)
def test_what_differs_is_refused(said: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(write(tmp_path / "a.tar", BAD[said]))
    assert said in str(caught.value)
    assert caught.value.cure


def test_a_damaged_member_is_named_when_it_is_decoded(tmp_path: Path) -> None:
    members = {"a.png": png(0), "b.png": png(1)[:-40], "c.png": png(2)}
    x = load(write(tmp_path / "a.tar", members), held_out=0, stream=True).train[""]["features"]
    assert len(x[:1]) == 1
    with pytest.raises(DataError, match=r"a\.tar: b cannot be read as an image"):
        x[:]


def test_a_file_that_is_no_tar_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(b"no tar" * 500)
    with pytest.raises(DataError, match="cannot be read as a tar of images"):
        load(tmp_path / "a.tar")


def test_names_tell_splits_in_all_shards_or_in_none(tmp_path: Path) -> None:
    write(tmp_path / "all" / "train-0.tar", examples(range(2)))
    write(tmp_path / "all" / "more.tar", examples(range(2, 4)))
    with pytest.raises(DataError, match=r"more\.tar tells no split"):
        load(tmp_path / "all")
    (tmp_path / "all" / "train-0.tar").rename(tmp_path / "all" / "test-0.tar")
    (tmp_path / "all" / "more.tar").unlink()
    with pytest.raises(DataError, match="none for training"):
        load(tmp_path / "all")


def test_a_member_that_claims_more_than_there_is_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tar", {"a.png": png(0)})
    head = bytearray(path.read_bytes()[:512])
    for size in (10**7, 8**11 - 1):
        head[124:136] = f"{size:011o}\0".encode()
        head[148:156] = b" " * 8
        head[148:156] = f"{sum(head):06o}\0 ".encode()
        path.write_bytes(bytes(head) + png(0))
        with pytest.raises(DataError, match="unexpected end of data"):
            load(path)
    with path.open("r+b") as stream:
        stream.truncate(8**11 + 512)  # a hole of 8 GiB
    with pytest.raises(DataError, match="has 8,589,934,591 bytes"):
        load(path)
