"""The arrays of an .npz file → the same with words numbered as classes, and what the words mean."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from schematic.data.dataset import Array
from schematic.data.lazy_column import AnyColumn, in_memory

HEADERS = "feature_names"  # what scikit-learn calls the names of the numbers of an example
NAMES = "_names"  # the ending of what it calls the names of classes: target_names
SPLIT = ("_train", "_test")

Address = tuple[str, str]  # a column and a domain


@dataclass(frozen=True)
class Words:
    """What arrays of words say.

    Attributes:
        classes: column → the names of its classes, in order.
        headers: the names of the numbers of an example.
        notes: the arrays of words that are left out.
    """

    classes: dict[str, tuple[str, ...]]
    headers: tuple[str, ...]
    notes: tuple[str, ...]


def take_words(arrays: Mapping[Address, AnyColumn]) -> tuple[dict[Address, AnyColumn], Words]:
    """Number words as classes, in the order of the words, and take out what only names others.

    Words with as many rows as other arrays are classes. `target_names` are the names of the classes
    in "target", and `feature_names` those of the numbers of an example. Other words are left out.
    """
    words = {key: in_memory(each) for key, each in arrays.items() if each.dtype.kind in "US"}
    others = {key: array for key, array in arrays.items() if key not in words}
    lengths = {len(array) for array in others.values() if array.ndim}
    columns = {stem(name) for name, _ in others}
    classes: dict[str, tuple[str, ...]] = {}
    headers: tuple[str, ...] = ()
    notes: list[str] = []
    coded: defaultdict[str, dict[Address, Array]] = defaultdict(dict)
    for (name, domain), array in words.items():
        if name == HEADERS and array.ndim == 1:
            headers = _texts(array)
        elif name.endswith(NAMES) and name.removesuffix(NAMES) in columns and array.ndim == 1:
            classes[name.removesuffix(NAMES)] = _texts(array)
        elif array.ndim == 1 and (len(array) in lengths or not others):
            coded[stem(name)][name, domain] = array
        else:
            notes.append(f"left out: '{name}', which is text")
    for name, parts in coded.items():
        ordered = np.unique(np.concatenate(list(parts.values())))
        classes[name] = _texts(ordered)
        others |= {key: np.searchsorted(ordered, array) for key, array in parts.items()}
    return others, Words(classes, headers, tuple(notes))


def stem(name: str) -> str:
    """Return what a column is called without the name of its split."""
    ending = next((each for each in SPLIT if name.endswith(each) and name != each), "")
    return name.removesuffix(ending)


def _texts(array: Array) -> tuple[str, ...]:
    return tuple(
        each.decode("utf-8", "replace") if isinstance(each, bytes) else str(each)
        for each in array.tolist()
    )
