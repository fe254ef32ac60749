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
from tests.generated.plates import plated
from tests.generated.skeletons import ALONE, SKELETONS, carried

CHANGED = (0, 1, 1, 2, 2, 3)
"""How many changes a spec may have."""
PLATES = 0.08
"""How many of all drafts have plates."""


def random_spec(seed: int, plates: float = PLATES) -> str:
    """The spec of a seed: an outline or two, with some changes.

    Args:
        seed: any.
        plates: how probable it is that the outline has plates.
    """
    draft = Draft(random.Random(seed))
    outline = draft.dice.choice((*SKELETONS, *ALONE))
    (plated if draft.later.random() < plates else outline)(draft)
    if draft.chance(0.15) and not draft.schedule:
        draft.dice.choice(SKELETONS)(draft)
    for _ in range(draft.dice.choice(CHANGED)):
        draft.dice.choice(CHANGES)(draft)
    if draft.frozen.random() < 0.08 and not draft.schedule:
        noise_levels(draft)
    draft.partly()
    draft.summed()
    draft.compared()
    if draft.frozen.random() < 0.12 and not draft.schedule:
        carried(draft)
    return draft.text()


def accepted(start: int = 0, plates: float = PLATES) -> Iterator[tuple[int, str, Schematic]]:
    """The seeds from `start` on whose specs pass `check`, their texts and schematics."""
    for seed in itertools.count(start):
        text = random_spec(seed, plates)
        with contextlib.suppress(SchematicError):
            yield seed, text, schematic.parse(text)
