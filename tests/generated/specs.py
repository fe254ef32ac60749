"""A seed → a random spec as text; most are well-formed, and `accepted` keeps those."""

from __future__ import annotations

import contextlib
import itertools
import random
from collections.abc import Iterator

import schematic
from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from tests.generated.changes import CHANGES, noise_levels
from tests.generated.draft import Draft
from tests.generated.skeletons import ALONE, SKELETONS, carried

CHANGED = (0, 1, 1, 2, 2, 3)
"""How many changes a spec may have."""


def random_spec(seed: int) -> str:
    """The spec of a seed: an outline or two, with some changes."""
    draft = Draft(random.Random(seed))
    draft.dice.choice((*SKELETONS, *ALONE))(draft)
    if draft.chance(0.15) and not draft.schedule:
        draft.dice.choice(SKELETONS)(draft)
    for _ in range(draft.dice.choice(CHANGED)):
        draft.dice.choice(CHANGES)(draft)
    if draft.frozen.random() < 0.08 and not draft.schedule:
        noise_levels(draft)
    draft.partly()
    draft.summed()
    if draft.frozen.random() < 0.12 and not draft.schedule:
        carried(draft)
    return draft.text()


def accepted(start: int = 0) -> Iterator[tuple[int, str, Schematic]]:
    """The seeds from `start` on whose specs pass `check`, their texts and schematics."""
    for seed in itertools.count(start):
        text = random_spec(seed)
        with contextlib.suppress(SchematicError):
            yield seed, text, schematic.parse(text)
