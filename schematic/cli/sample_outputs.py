"""What a model has made → a picture, an array, arrays by name, or a folder of pictures."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.outputs import write_result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from schematic.data.dataset import Array
    from schematic.training.run.run_folder import Run
    from schematic.training.sampling.drawn import Drawn
    from schematic.training.sampling.walk_starts import Walk

ENDINGS = (".png", ".npy", ".npz")


def check_out(out: str) -> None:
    """Refuse a place to write to that does not say what, before anything is computed.

    Raises:
        UsageError: it has another ending, or is a folder with something in it.
    """
    if _is_folder(out):
        folder = Path(out)
        if folder.is_file():
            raise UsageError(f"{out!r} is a file", "name a folder, or end it with .png")
        if folder.is_dir() and any(folder.iterdir()):
            raise UsageError(
                f"the folder {out!r} is not empty", "empty it, or name another: -o OUT/"
            )
        return
    if Path(out).suffix.lower() not in ENDINGS:
        raise UsageError(
            f"{out!r} does not say what to write",
            "end it with .png, .npy or .npz; or with / for a folder of PNG files",
        )


def write_drawn(run: Run, drawn: Drawn, out: str, *, is_own: bool) -> None:
    """Write samples to a place that was checked; `is_own` if it is a file of the run itself."""
    from schematic.training.pictures.sample_pictures import picture_of

    _write(run, drawn, out, drawn.values, lambda: picture_of(run, drawn), is_own=is_own)


def write_walk(run: Run, walk: Walk, out: str, *, is_own: bool) -> None:
    """Write a walk, whose array is [rows, columns, *event]."""
    from schematic.training.pictures.sample_pictures import picture_of_walk

    values = walk.drawn.values
    shaped = values.reshape(len(walk.rows), len(walk.columns), *values.shape[1:])
    _write(run, walk.drawn, out, shaped, lambda: picture_of_walk(run, walk), is_own=is_own)


def _write(
    run: Run, drawn: Drawn, out: str, values: Array, picture: Callable[[], Figure], *, is_own: bool
) -> None:
    if _is_folder(out):
        _write_folder(run, drawn, Path(out))
        return
    ending = Path(out).suffix.lower()
    if ending == ".png":
        from schematic.training.pictures.figures import to_png

        content = to_png(picture())
    elif ending == ".npy":
        content = _npy(values)
    else:
        content = _npz(_named(drawn, values))
    if is_own:
        from schematic.training.checkpoint.atomic_file import write_own

        write_own(Path(out), content)
    else:
        write_result(content, out)


def _is_folder(out: str) -> bool:
    return out.endswith(("/", os.sep)) or Path(out).is_dir()


def _named(drawn: Drawn, values: Array) -> dict[str, Array]:
    """All arrays by the names of their nodes; what was reconstructed is called `<node>_given`."""
    named = {
        f"{name}_given" if name == drawn.node else name: given
        for name, given in drawn.given.items()
    }
    return {drawn.node: values, **named, **drawn.latents}


def _npy(values: Array) -> bytes:
    import numpy as np

    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def _npz(arrays: Mapping[str, Array]) -> bytes:
    import numpy as np

    stream = io.BytesIO()
    np.savez_compressed(stream, **dict(arrays))  # type: ignore[arg-type]
    return stream.getvalue()


def _write_folder(run: Run, drawn: Drawn, folder: Path) -> None:
    """Write each image as a PNG file of its own size, numbered from 0.

    Raises:
        UsageError: the samples are no images.
    """
    import numpy as np
    from PIL import Image

    from schematic.training.checkpoint.atomic_file import write_bytes
    from schematic.training.pictures.figures import is_image
    from schematic.training.pictures.sample_pictures import shades

    if not is_image(drawn.values.shape[1:]):
        raise UsageError("samples that are no images make no PNG files", "write OUT.npy or OUT.npz")
    folder.mkdir(parents=True, exist_ok=True)
    digits = max(4, len(str(len(drawn.values) - 1)))
    for number, image in enumerate(shades(run, drawn.node, drawn.values)):
        pixels = np.round(image * 255).astype(np.uint8)
        stream = io.BytesIO()
        shown = pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0)
        Image.fromarray(shown).save(stream, "png")
        write_bytes(folder / f"{number:0{digits}}.png", stream.getvalue())
