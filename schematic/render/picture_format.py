"""The formats of pictures: `FORMATS` maps the ending of a file to how a drawing becomes its bytes.

Each format is a file of `schematic/render/formats/`, which `FORMATS` finds; to add one is to add
its file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schematic.render.drawing import Drawing
from schematic.render.engine import Engine
from schematic.render.look import Look
from schematic.rooms import Rooms


@dataclass(frozen=True)
class PictureFormat:
    """One format of pictures.

    Attributes:
        name: the ending of its files, in lower case; the file that defines it is called so too.
        write: gives the content of a file that shows a drawing in some look; an engine finds the
            places.
        follows: the choices of a look that it can follow, besides title and style.
    """

    name: str
    write: Callable[[Drawing, Look, Engine], bytes]
    follows: frozenset[str] = frozenset()


FORMATS = Rooms("schematic.render.formats", "FORMAT", PictureFormat)
