"""Images [B, C, H, W] → the same, cropped, made grey or resized: `IMAGE_CHANGES` holds how.

Each change is a file of `schematic/data/preparation/images/`, called like the option that asks for
it; to add one is to add its file and its option. However they are asked for, they are made in the
order of their places. Pixels of 8 bits stay pixels of 8 bits, wherever they come from, so that a
picture is the same whether it is read from a file of its own or from an array.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from schematic.data.columns import CHANNELS, to_pixels
from schematic.data.data_error import DataError
from schematic.data.dataset import Array
from schematic.rooms import Rooms

Change = Callable[[Array, str], Array]
"""Images [B, C, H, W] of any type, and their place for messages → images of the same type."""


@dataclass(frozen=True)
class ImageChange:
    """One change of images.

    Attributes:
        name: the option that asks for it.
        place: where it stands among the others; the smallest comes first.
        change: images [B, C, H, W] of 8 or 16 bits or float32, what is asked for, and their place
            for messages → images of the same type.
        told: what was done, in words, given what is asked for.
    """

    name: str
    place: int
    change: Callable[[Array, Any, str], Array]
    told: Callable[[Any], str]


IMAGE_CHANGES: Rooms[ImageChange] = Rooms(
    "schematic.data.preparation.images", "IMAGE_CHANGE", ImageChange
)


@dataclass(frozen=True)
class AskedChanges:
    """The changes of images that somebody asks for, in their order.

    Attributes:
        steps: each change, with what is asked for.
    """

    steps: tuple[tuple[ImageChange, Any], ...] = ()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.steps)

    def __call__(self, images: Array, where: str) -> Array:
        """Change images [B, C, H, W] of 8 or 16 bits or float32.

        Raises:
            UnfitError: one of the changes cannot be made.
        """
        for step, asked in self.steps:
            images = step.change(images, asked, where)
        return images

    def told(self) -> str:
        """What is done, in words."""
        return ", then ".join(step.told(asked) for step, asked in self.steps)

    def options(self) -> str:
        """The options that ask for it, for messages."""
        return ", ".join(f"--{step.name}" for step, _ in self.steps)


class UnfitError(DataError):
    """Data to which a change that is asked for cannot be made."""


def asked_changes(options: Mapping[str, Any]) -> AskedChanges:
    """Return the changes that some options ask for, in the order in which they are made.

    Args:
        options: by name, perhaps with others; what is None or False asks for nothing.
    """
    rooms = sorted(IMAGE_CHANGES.values(), key=lambda room: room.place)
    asked = ((room, options.get(room.name)) for room in rooms)
    return AskedChanges(tuple((room, value) for room, value in asked if value))


def is_image(event: tuple[int, ...]) -> bool:
    """Return whether examples of a shape are images, [C, H, W] of 1, 3 or 4 channels."""
    return len(event) == 3 and event[0] in CHANNELS and min(event[1:]) > 1


def change_rows(rows: Array, changes: Change, where: str) -> Array:
    """Change images float32 [B, C, H, W]; those whose values are all pixels of 8 bits stay so.

    Raises:
        UnfitError: a change cannot be made.
    """
    exact = has_pixels(rows)
    if exact.all():
        return to_pixels(changes(_bytes(rows), where))
    changed = np.array(changes(rows, where))
    if exact.any():
        changed[exact] = to_pixels(changes(_bytes(rows[exact]), where))
    return changed


def has_pixels(rows: Array) -> Array:
    """Return which rows [B, …] hold nothing but 0, 1/255, 2/255, … 1; bool [B]."""
    flat = rows.reshape(len(rows), -1)
    with np.errstate(invalid="ignore"):  # NaN is none of them
        levels = np.rint(flat * np.float32(255))
        near = np.abs(flat * np.float32(255) - levels) < NEAR
        return np.asarray((near & (levels >= 0) & (levels <= 255)).all(axis=1))


NEAR = 1e-3
"""How far from a whole number 255 times a pixel may be, since others divide in other ways."""


def _bytes(rows: Array) -> Array:
    bytes_: Array = np.rint(rows * np.float32(255)).astype(np.uint8)
    return bytes_
