"""The name of a data set that people know → how to bring it, since nothing is downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_IDX = (
    "put its four files, train-images-idx3-ubyte.gz and so on, into a folder and give the path: "
    "--data FOLDER"
)
_ARRAYS = (
    "its own files are pickles, which are not read, since opening one runs code; save its arrays: "
    "np.savez('{name}.npz', features_train=…, labels_train=…, features_test=…, labels_test=…)"
)

KNOWN: Mapping[str, str] = MappingProxyType(
    {
        "mnist": _IDX,
        "kmnist": _IDX,
        "emnist": _IDX,
        "fashionmnist": f"{_IDX}; Debian has it: apt install dataset-fashion-mnist, then "
        "--data /usr/share/datasets/fashion-mnist",
        "cifar10": _ARRAYS.format(name="cifar10"),
        "cifar100": _ARRAYS.format(name="cifar100"),
        "celeba": "give the folder of its images: --data img_align_celeba --crop 148 --resize 64",
    }
)


NAMES: Mapping[str, str] = MappingProxyType(
    {
        "mnist": "MNIST",
        "kmnist": "KMNIST",
        "emnist": "EMNIST",
        "fashionmnist": "Fashion-MNIST",
        "cifar10": "CIFAR-10",
        "cifar100": "CIFAR-100",
        "celeba": "CelebA",
    }
)
"""What people call them."""


def how_to_bring(name: str) -> str | None:
    """Return the cure for a name that is not embedded; None where nobody knows the name."""
    return KNOWN.get(name.lower().replace("-", "").replace("_", ""))
