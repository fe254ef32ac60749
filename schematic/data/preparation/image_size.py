"""What people write for a size of images, `64` or `64x48` → its width and height in pixels."""

from __future__ import annotations

import re

SQUARE = "square"
LARGEST = 8_192
_SIZE = re.compile(r"([1-9]\d{0,4})(?:[x×]([1-9]\d{0,4}))?", re.IGNORECASE)


def read_size(text: str) -> tuple[int, int] | None:
    """Return (width, height); None where it is no size of at most 8,192 pixels."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        return None
    width, height = int(match[1]), int(match[2] or match[1])
    return (width, height) if max(width, height) <= LARGEST else None


def write_size(width: int, height: int) -> str:
    """Write a size as options keep it: `64x48`."""
    return f"{width}x{height}"


def show_size(width: int, height: int) -> str:
    """Write a size as messages show it: `64×48`."""
    return f"{width}×{height}"
