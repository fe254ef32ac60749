"""`--given NAME=VALUE` → values of a node: classes, numbers, images or arrays, checked.

Values are in the units of the data, and become what the model takes by the same rows of
`data/kinds` that read the training data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike

from schematic.data import Dataset, Port, bind
from schematic.data.columns import FEATURES, LABELS, UNIT, to_table
from schematic.data.data_error import reading
from schematic.data.data_format import find_format, readable
from schematic.data.dataset import Array, Columns
from schematic.data.image_files import SUFFIXES, ImageFile, read_images
from schematic.data.lazy_column import in_memory
from schematic.data.numpy_arrays import read_array
from schematic.graph import Node
from schematic.graph.names import greek
from schematic.ranges import shown
from schematic.spaces import width
from schematic.training.options.batch_places import data_ports
from schematic.training.run.conditions import known_examples
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import in_data_units
from schematic.training.training_errors import TrainingError

CLASSES = re.compile(r"\s*(\d{1,9})\s*(?:\.\.\s*(\d{1,9})\s*)?")
NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*")
Bounds = tuple[float, float] | None


def read_given(run: Run, name: str, words: Sequence[str | ArrayLike]) -> torch.Tensor:
    """Return the values of a node that some words tell, one after another, [m, *event].

    Args:
        run: an opened run.
        name: a node of its model.
        words: each is classes, `3`, `0,1,2` or `0..9`; numbers, which are one example; the path of
            an image, an array, or other data; or an array or a tensor [m, *event].

    Raises:
        TrainingError: a word is none of these, or does not fit the node.
        DataError: a file cannot be read, or what is in it does not fit the node.
    """
    return torch.cat([_read(run, run.setup.schematic.nodes[name], word) for word in words])


def _read(run: Run, node: Node, word: str | ArrayLike) -> torch.Tensor:
    scale = run.setup.config.scales.get(node.name)
    if not isinstance(word, str):
        values = np.asarray(word.detach().cpu() if isinstance(word, torch.Tensor) else word)
        column = LABELS if node.space.classes and values.ndim == 1 else FEATURES
        return _taken(run, node, Dataset(f"given {node.name}", {"": {column: values}}, {}, scale))
    if node.space.classes and all(map(NUMBER.fullmatch, re.split(r",|\.\.", word))):
        return torch.tensor(_classes(node, word))
    if all(map(NUMBER.fullmatch, word.split(","))):
        table: Columns = {FEATURES: _numbers(node, word)}
        return _taken(run, node, Dataset(f"--given {word}", {"": table}, {}, scale))
    path = Path(word)
    if not path.exists():
        raise _no_value(node, word)
    if path.suffix.lower() in SUFFIXES:
        return _taken(run, node, _image(run, node, path, scale))
    return _taken(run, node, replace(_data(node, path), bounds=scale))


def _classes(node: Node, word: str) -> list[int]:
    """`0,1,2` and `0..9` as classes of a node."""
    found: list[int] = []
    last = node.space.classes - 1
    for part in word.split(","):
        match = CLASSES.fullmatch(part)
        first, end = (int(match[1]), int(match[2] or match[1])) if match else (-1, -1)
        if match is None or max(first, end) > last or end < first:
            name = greek(node.name)
            raise TrainingError(
                f"--given {name}={shown(word)}: `{name}` has the classes 0 … {last}, "
                f"not {shown(part.strip())}",
                f"give some of them, such as --given {name}={last}, or all: {name}=0..{last}",
            )
        found.extend(range(first, end + 1))
    return found


def _numbers(node: Node, word: str) -> Array:
    """Numbers as one example [1, *event] of a node; a single one fills it."""
    numbers = np.array([float(part) for part in word.split(",")], np.float32)
    size, shape = width(node.space), node.space.shape or ()
    if len(numbers) not in (1, size) or not np.isfinite(numbers).all():
        name = greek(node.name)
        raise TrainingError(
            f"--given {name}={shown(word)}: an example of `{name}` has {size} numbers, "
            f"not {len(numbers)}",
            f"give {size} numbers, one that fills it, or an array: --given {name}=FILE.npy",
        )
    return np.resize(numbers, (1, *shape))


def _no_value(node: Node, word: str) -> TrainingError:
    name = greek(node.name)
    if node.space.classes:
        what = f"classes 0 … {node.space.classes - 1}, such as {name}=0,1"
    else:
        what = f"an image or an array, {name}=image.png or {name}=array.npy"
    return TrainingError(
        f"--given {name}={shown(word)}: there is no such file, and it is no number",
        f"give {what}",
    )


def _image(run: Run, node: Node, path: Path, scale: Bounds) -> Dataset:
    """One image as an example of a node, in the range of its data."""
    pixels = in_memory(read_images([ImageFile(path, None)], path.parent).table[FEATURES])
    shape = node.space.shape or ()
    if shape[:1] == (3,) and pixels.shape[1] == 1:
        pixels = np.broadcast_to(pixels, (1, 3, *pixels.shape[2:]))
    is_image = len(shape) == 3
    if pixels.shape[1:] != shape if is_image else pixels.size != width(node.space):
        wanted = _looks(shape) if is_image else f"{width(node.space)} numbers"
        raise TrainingError(
            f"{path} is {_looks(pixels.shape[1:])}; `{greek(node.name)}` is {wanted}",
            f"give {wanted}" if is_image else f"give an array: --given {node.name}=FILE.npy",
        )
    _check_range(run, node, path, scale)
    low, high = scale or UNIT
    return Dataset(str(path), {"": {FEATURES: low + (high - low) * pixels}}, {}, scale)


def _looks(shape: tuple[int, ...]) -> str:
    colour = {1: "grey", 3: "in colour"}.get(shape[0], f"of {shape[0]} channels")
    return f"{shape[2]}×{shape[1]} pixels, {colour}"


def _check_range(run: Run, node: Node, path: Path, scale: Bounds) -> None:
    """Refuse an image for data that are no shades from 0 to 1: nobody knows how to scale it."""
    known = known_examples(run, node.name) if node.is_data and scale is None else None
    if known is None:
        return
    values = in_data_units(run, node.name, torch.as_tensor(known))
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if low < -0.01 or high > 1.01:
        raise TrainingError(
            f"{path} has shades from 0 to 1, and the data of `{greek(node.name)}` lie in "
            f"[{low:.3g}, {high:.3g}]",
            f"give an array in the units of the data: --given {node.name}=FILE.npy",
        )


def _data(node: Node, path: Path) -> Dataset:
    """The examples in a file or folder; an array that is one example alone gets its axis."""
    if path.suffix.lower() == ".npy":
        with reading(path, "a .npy array"), path.open("rb") as stream:
            array = read_array(stream, str(path))
        column = LABELS if node.space.classes else FEATURES
        if not node.space.classes and _is_one(array.shape, node.space.shape or ()):
            array = array[None]
        table, bounds = to_table({column: array}, str(path))
        return Dataset(str(path), {"": table}, {}, bounds)
    found = find_format(path)
    if found is None:
        raise TrainingError(f"{path} is of no known format", f"give an image, or {readable()}")
    dataset = found.read(path)
    if dataset.test or set(dataset.train) != {""}:
        raise TrainingError(f"{path} holds several parts of data", "give the path of one of them")
    return dataset


def _is_one(have: tuple[int, ...], want: tuple[int, ...]) -> bool:
    """Whether an array is one example, perhaps without its axes of one element."""
    thin = [size for size in have if size != 1], [size for size in want if size != 1]
    return have == want or (thin[0] == thin[1] and len(have) < len(want) + 1)


def _taken(run: Run, node: Node, dataset: Dataset) -> torch.Tensor:
    """The values of the node in a data set, as its model takes them."""
    feed = bind(dataset, [_port(run, node, dataset.train[""])], split="train")
    return torch.from_numpy(np.ascontiguousarray(in_memory(feed.columns[node.name, ""])))


def _port(run: Run, node: Node, table: Columns) -> Port:
    """The port of a node for values that somebody gives: whole, and of no domain."""
    if node.is_data:
        ports = data_ports(run.setup.schematic, run.setup.config.columns)
        port = next(port for port in ports if port.node == node.name)
        column = port.column if port.column in table else None
        return replace(port, domains=(), partly=False, column=column, step=None)
    space = node.space
    return Port(node.name, space.kind.value, space.shape, space.classes or None)
