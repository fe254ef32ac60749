"""Bytes as an image that lies in a folder beside one that is right."""

from __future__ import annotations

import io
from collections.abc import Sequence
from random import Random

from PIL import Image

from tests.fuzz.fuzz_target import FuzzTarget
from tests.fuzz.mutators.bytes_changed import changed_bytes
from tests.fuzz.targets._data_file import use, workplace

MODES = {
    "PNG": ("L", "RGB", "RGBA", "P", "1", "LA", "I;16"),
    "JPEG": ("L", "RGB", "CMYK"),
    "GIF": ("L", "P"),
    "BMP": ("L", "RGB", "1"),
    "PPM": ("L", "RGB", "1"),
    "TIFF": ("L", "RGB", "F", "CMYK", "I;16"),
    "WEBP": ("RGB", "RGBA"),
}


def seeds() -> list[bytes]:
    """A small image in every way in which it may be stored."""
    return [_stored(format, mode) for format, modes in MODES.items() for mode in modes]


def _stored(format: str, mode: str) -> bytes:
    stream = io.BytesIO()
    Image.new(mode, (3, 2)).save(stream, format)
    return stream.getvalue()


def change(data: bytes, dice: Random, others: Sequence[bytes]) -> bytes:
    """Other bytes; formats differ too much for more."""
    return changed_bytes(data, dice, others)


def attempt(data: bytes) -> str:
    """Write the image and load the folder."""
    folder = workplace() / "images"
    folder.mkdir(exist_ok=True)
    right = folder / "right.png"
    if not right.exists():
        right.write_bytes(_stored("PNG", "RGB"))
    (folder / "image.png").write_bytes(data)
    return use(folder)


TARGET = FuzzTarget(
    promise="An image is read in full, or its folder is refused by the name of the file.",
    seeds=seeds,
    change=change,
    attempt=attempt,
    quick=600,
    largest=16384,
    megabytes=1024,  # an image of one colour is small in a file, and has its pixels all the same
)
