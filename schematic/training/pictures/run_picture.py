"""The pictures of a run: `PICTURES` holds what can be drawn of one, and `draw_pictures` draws it.

Each picture is a file of `schematic/training/pictures/kinds/`, which `PICTURES` finds; to add one
is to add its file. What is drawn follows from what the model can do and from the shape of its data.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schematic.diagnostics import Error
from schematic.emit.kernels.nets import evaluating
from schematic.rooms import Rooms
from schematic.training.checkpoint.atomic_file import write_own
from schematic.training.checkpoint.own_files import reason_of
from schematic.training.run.run_folder import Run

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True)
class RunPicture:
    """One picture of a run.

    Attributes:
        place: where it stands among the others; the smallest comes first.
        file: its name in the folder of the run.
        draw: makes it; None where it does not fit the model.
    """

    place: int
    file: str
    draw: Callable[[Run], Figure | None]


PICTURES = Rooms("schematic.training.pictures.kinds", "PICTURE", RunPicture)


def in_order() -> list[RunPicture]:
    """Return all pictures in the order in which they are drawn and named."""
    return sorted(PICTURES.values(), key=lambda picture: picture.place)


def picture_files() -> tuple[str, ...]:
    """Return the names of all pictures in the folder of a run."""
    return tuple(picture.file for picture in in_order())


def draw_pictures(run: Run) -> tuple[str, ...]:
    """Draw whatever fits the model into its folder; notes say what could not be drawn."""
    from schematic.training.pictures.figures import to_png

    notes: list[str] = []
    for picture in in_order():
        try:
            with evaluating(run.model):
                figure = picture.draw(run)
            if figure is not None:
                write_own(run.folder / picture.file, to_png(figure))
        except (ValueError, RuntimeError, OSError, Error) as error:
            notes.append(f"{picture.file} could not be drawn: {reason_of(error)}")
    return tuple(notes)
