"""Labelled data → their classifier, which is trained once and kept in a folder beside the runs.

The file is named after a digest of the data, the labels and the recipe. So runs on the same data
that lie side by side are compared in the same features, to the last bit. Elsewhere the classifier
is trained again, from the same seed, and differs by what rounding and the number of threads do. A
file that is damaged, or is none of these data, is not used: the classifier is trained again.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from schematic.data import Array
from schematic.regular_file import read_bytes
from schematic.training.checkpoint.atomic_file import make_folder, write_own
from schematic.training.checkpoint.checksum import BLANK, KEY, STATE, read_metadata, seal
from schematic.training.evaluation.label_classifier import (
    LabelClassifier,
    classes_of,
    digest_of,
    train_classifier,
    untrained,
)

FOLDER = ".classifiers"
LARGEST = 2**30  # bytes of a file that is read
NET, SIZE = "net.", "size."


def find_classifier(
    folder: Path, values: Array, labels: Array, device: torch.device
) -> tuple[LabelClassifier, str]:
    """Return the classifier of labelled examples, and its digest in hexadecimal.

    Args:
        folder: beside which it is kept: that of a run. Where nothing can be written it is not kept.
        values: float32 [N, *event].
        labels: int64 [N].
        device: where it is trained and used.
    """
    digest = digest_of(values, labels)
    path = folder.absolute().parent / FOLDER / f"{digest[:32]}.safetensors"
    fresh = untrained(values.shape[1:], len(classes_of(labels)), device)
    kept = _read(path, digest, fresh)
    if kept is not None:
        return kept, digest
    made = train_classifier(values, labels, device)
    _write(path, digest, made)
    return made, digest


def _write(path: Path, digest: str, classifier: LabelClassifier) -> None:
    tensors = {NET + name: value for name, value in classifier.model.state_dict().items()}
    tensors |= {SIZE + name: value for name, value in classifier.sizes.items()}
    tensors = {name: value.cpu().contiguous() for name, value in tensors.items()}
    content = save(tensors, {STATE: json.dumps({"digest": digest}), KEY: BLANK})
    try:
        make_folder(path.parent)
        write_own(path, *seal(content))
    except OSError:
        return  # a folder that is only read, or a full disk: it is trained again next time


def _read(path: Path, digest: str, fresh: torch.nn.Module) -> LabelClassifier | None:
    try:
        content = read_bytes(path, LARGEST)
        metadata, is_sealed = read_metadata(content)
        if not is_sealed or json.loads(metadata[STATE]) != {"digest": digest}:
            return None
        tensors = load(content)
        net = {n.removeprefix(NET): v for n, v in tensors.items() if n.startswith(NET)}
        fresh.load_state_dict(net)
    except (OSError, ValueError, struct.error, SafetensorError, RuntimeError):
        return None
    sizes = {n.removeprefix(SIZE): v for n, v in tensors.items() if n.startswith(SIZE)}
    return LabelClassifier(fresh, sizes)
