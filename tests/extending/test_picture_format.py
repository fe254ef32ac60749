"""A new format of pictures is one file: here PGM, the plain grey map of Netpbm."""

from __future__ import annotations

import numpy as np
from PIL import Image

from tests.extending.workshop import Workshop

PATH = "schematic/render/formats/pgm.py"
FORMAT = '''
"""Drawing → PGM, grey pixels as they stand, which Netpbm's tools read."""

from __future__ import annotations

import io

from PIL import Image

from schematic.render.drawing import Drawing
from schematic.render.engine import Engine
from schematic.render.formats.png import write_png
from schematic.render.look import Look
from schematic.render.picture_format import PictureFormat


def write_pgm(drawing: Drawing, look: Look, engine: Engine) -> bytes:
    """The drawing as PGM, of 8 bits a pixel."""
    stream = io.BytesIO()
    Image.open(io.BytesIO(write_png(drawing, look, engine))).convert("L").save(stream, "PPM")
    return stream.getvalue()


FORMAT = PictureFormat("pgm", write_pgm)
'''


def test_a_picture_format_is_one_file(workshop: Workshop) -> None:
    workshop.add(PATH, FORMAT)
    workshop.sgm("render", "gan", "-o", "gan.pgm")
    workshop.sgm("render", "gan", "-o", "gan.png")
    written = (workshop.folder / "gan.pgm").read_bytes()
    assert written.startswith(b"P5\n")
    with (
        Image.open(workshop.folder / "gan.pgm") as pgm,
        Image.open(workshop.folder / "gan.png") as png,
    ):
        np.testing.assert_array_equal(np.asarray(pgm), np.asarray(png.convert("L")))
    assert workshop.touched() == [PATH]
