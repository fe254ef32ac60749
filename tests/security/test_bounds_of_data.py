"""Data that declare more than they hold, or than fits, are refused before room is made for them."""

from __future__ import annotations

import gzip
import os
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from schematic.data import DataError, load
from schematic.data import bounds as limits
from schematic.data.dataset import is_streamed
from schematic.data.formats.csv_table import LONGEST_ROW
from schematic.data.image_pixels import LARGEST_IMAGE
from tests.security.measured import python

MEMORY = 160  # MB, of which numpy and Pillow take 60
READ = """\
import sys
from schematic.data import load
try:
    load(sys.argv[1])
except Exception as error:
    print(type(error).__name__, error)
"""
GIGA = 2**30


def _header(count: int, kind: str = "|u1") -> bytes:
    """The head of a .npy file of some numbers."""
    text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': ({count},), }}"
    text = text.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()


def _lying_npy(folder: Path) -> Path:
    """Two megabytes that say that they hold four gigabytes."""
    path = folder / "a.npy"
    path.write_bytes(_header(4 * GIGA) + b"\1" * 2 * 2**20)
    return path


def _lying_npz(folder: Path) -> Path:
    path = folder / "a.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", _header(4 * GIGA) + b"\1" * 2 * 2**20)
    return path


def _zeros(write: Callable[[bytes], object], blocks: int) -> None:
    for _ in range(blocks):
        write(bytes(2**24))


def _bomb_npz(folder: Path) -> Path:
    """An archive that holds what it says: four gigabytes of zeros, in four megabytes."""
    path = folder / "a.npz"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("x.npy", "w", force_zip64=True) as member,
    ):
        member.write(_header(2 * GIGA))
        _zeros(member.write, 128)
    return path


def _bomb_bzip(folder: Path) -> Path:
    path = folder / "a.npz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("x.npy", _header(2**24) + bytes(2**24))
    return path


def _bomb_gzip(folder: Path) -> Path:
    path = folder / "train-images-idx3-ubyte.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"\0\0\x08\x03" + struct.pack(">III", 2**11, 2**10, 2**10))
        _zeros(file.write, 128)
    return path


def _endless_gzip(folder: Path) -> Path:
    """A file whose header is modest, and whose content goes on."""
    path = folder / "a.idx.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(b"\0\0\x08\x03" + struct.pack(">III", 10, 4, 4))
        _zeros(file.write, 128)
    return path


def _lying_idx(folder: Path) -> Path:
    path = folder / "a.idx"
    path.write_bytes(b"\0\0\x0e\x03" + struct.pack(">III", 2**31, 2**31, 2**31) + bytes(1000))
    return path


def _png(width: int, height: int) -> bytes:
    """A grey picture, black all over."""

    def chunk(name: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + content))
        return struct.pack(">I", len(content)) + name + content + crc

    packer = zlib.compressobj(1)
    parts: list[bytes] = []
    line = bytes(width + 1)
    rows = max(1, 2**24 // len(line))
    for start in range(0, height, rows):
        parts.append(packer.compress(line * min(rows, height - start)))
    content = b"".join([*parts, packer.flush()])
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", content) + chunk(b"IEND", b"")
    )


def _bomb_png(folder: Path) -> Path:
    (folder / "images").mkdir()
    (folder / "images" / "a.png").write_bytes(_png(40_000, 40_000))
    return folder / "images"


def _bomb_png_below_the_limit_of_pillow(folder: Path) -> Path:
    (folder / "images").mkdir()
    (folder / "images" / "a.png").write_bytes(_png(10_000, 10_000))
    return folder / "images"


def _long_line(folder: Path) -> Path:
    path = folder / "a.csv"
    with path.open("wb") as file:
        file.write(b"1,2\n")
        for _ in range(256):
            file.write(b"1," * 2**19)
    return path


def _long_quoted_row(folder: Path) -> Path:
    path = folder / "a.csv"
    path.write_bytes(b'"a\n",' * 2**22)
    return path


BOMBS = {
    _lying_npy: "where its header promises",
    _lying_npz: "where its header promises",
    _bomb_npz: "over 200 times",
    _bomb_bzip: "numpy does not write",
    _bomb_gzip: "over 200 times",
    _endless_gzip: "has more bytes",
    _lying_idx: "where its header promises",
    _bomb_png: "pixels",
    _bomb_png_below_the_limit_of_pillow: "pixels",
    _long_line: "characters",
    _long_quoted_row: "characters",
}


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: bomb.__name__[1:])
def test_bombs_take_little_memory(bomb: Callable[[Path], Path], tmp_path: Path) -> None:
    path = bomb(tmp_path)
    done = python("-c", READ, str(path), folder=tmp_path)
    assert done.said.startswith("DataError")
    assert BOMBS[bomb] in done.said
    assert "cure: " in done.said
    assert "Warning" not in done.said
    assert done.peak < (350 if "long" in bomb.__name__ else MEMORY)
    assert done.seconds < 20


def test_what_is_compressed_well_is_read(tmp_path: Path) -> None:
    masks = np.zeros((1_000, 64, 64), np.uint8)
    masks[:, 10:20, 10:20] = 1
    np.savez_compressed(tmp_path / "a.npz", features=masks)
    assert masks.nbytes > 200 * (tmp_path / "a.npz").stat().st_size
    assert load(tmp_path / "a.npz", held_out=0).train[""]["features"].shape == (1_000, 1, 64, 64)
    large = Image.new("L", (8192, 1))
    assert large.width * 8192 == LARGEST_IMAGE
    width = LONGEST_ROW // 4
    (tmp_path / "a.csv").write_text(",".join(["1"] * width) + "\n" + ",".join(["2"] * width) + "\n")
    assert load(tmp_path / "a.csv", held_out=0).train[""]["features"].shape == (2, width)


def test_data_larger_than_the_memory_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    np.save(tmp_path / "a.npy", np.ones((1, 10_000), np.float32))
    np.savez_compressed(tmp_path / "a.npz", x=np.ones((1_000, 10), np.float32))
    (tmp_path / "a.csv").write_text("1,2\n" * 10_000)
    (tmp_path / "a.idx").write_bytes(
        b"\0\0\x08\x02" + struct.pack(">II", 1_000, 10) + bytes(10_000)
    )
    (tmp_path / "images").mkdir()
    for name in "abcdefgh":
        Image.new("L", (40, 40)).save(tmp_path / "images" / f"{name}.png")
    names = ("a.npy", "a.npz", "a.csv", "a.idx")
    for name in (*names, "images"):
        assert not is_streamed(load(tmp_path / name, held_out=0))
    monkeypatch.setattr(limits, "physical_memory", lambda: 40_000)
    for name in names:
        with pytest.raises(DataError, match="this machine has") as caught:
            load(tmp_path / name)
        assert "more memory" in caught.value.cure
    assert is_streamed(load(tmp_path / "images"))


def test_links_that_lead_round_are_followed_once(tmp_path: Path) -> None:
    images = tmp_path / "images"
    (images / "a" / "b").mkdir(parents=True)
    Image.new("L", (4, 4)).save(images / "a" / "1.png")
    for name in ("back", "again", "once_more"):
        (images / "a" / name).symlink_to(images / "a" / "b")
        (images / "a" / "b" / name).symlink_to(images / "a" / "b")
    assert load(images, held_out=0).train[""]["features"].shape == (1, 1, 4, 4)


def test_an_image_that_is_no_file_is_refused(tmp_path: Path) -> None:
    Image.new("L", (4, 4)).save(tmp_path / "a.png")
    os.mkfifo(tmp_path / "b.png")
    with pytest.raises(DataError, match=r"b\.png is no regular file"):
        load(tmp_path)
    (tmp_path / "b.png").unlink()
    (tmp_path / "b.png").symlink_to("nowhere.png")
    with pytest.raises(DataError, match=r"b\.png is no regular file"):
        load(tmp_path)


def test_an_archive_of_very_many_arrays_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
        for number in range(10_001):
            archive.writestr(f"x{number}.npy", b"")
    with pytest.raises(DataError, match="10,001 arrays"):
        load(tmp_path / "a.npz")


@pytest.mark.parametrize("name", ["pipe", "/dev/zero"])
def test_data_that_are_no_file_are_refused(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(DataError, match="no regular file"):
        load(tmp_path / name)
