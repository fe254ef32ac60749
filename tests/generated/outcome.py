"""A spec as text → what came of it; a process of its own may do this."""

from __future__ import annotations

import traceback
import warnings
from dataclasses import dataclass, field
from typing import Any

import schematic
from schematic.graph import Schematic
from schematic.verify.prove import one_thread
from tests.generated.loops import shorter_loops
from tests.generated.stages import faults


@dataclass(frozen=True)
class Outcome:
    """What came of one spec.

    Attributes:
        seed: of the spec.
        text: the spec.
        faults: what went wrong, in words.
        fast: what came of its compiled step, where that was asked for.
    """

    seed: int
    text: str
    faults: list[str] = field(default_factory=list)
    fast: Any = None


def check(spec: tuple[int, str], *, draws: int, fast: str, turns: int = 0) -> Outcome:
    """Take one spec through every stage, or through its compiled step.

    Args:
        spec: its seed and its text.
        draws: of the z-tests.
        fast: how compiled steps are made, or nothing.
        turns: how many alike make a loop; 0 for as many as ever.
    """
    seed, text = spec
    outcome = Outcome(seed, text)
    try:
        with one_thread(), shorter_loops(turns):
            parsed = schematic.parse(text)
            if fast:
                return _fast(outcome, parsed, fast)
            outcome.faults.extend(faults(parsed, draws=draws))
    except Exception:  # a crash of any stage is what is looked for
        outcome.faults.append(traceback.format_exc(limit=-3))
    return outcome


def _fast(outcome: Outcome, parsed: Schematic, compiler: str) -> Outcome:
    from schematic.emit.runtime.compiled_step import inductor
    from tests.generated.fast import check_fast
    from tests.model.fast_pair import as_traced

    with warnings.catch_warnings(action="ignore", category=DeprecationWarning):
        found = check_fast(parsed, inductor if compiler == "inductor" else as_traced)
    return Outcome(outcome.seed, outcome.text, found.faults, found)
