"""An accepted spec → what goes wrong on its way through every stage: nothing, it is hoped."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from schematic.emit.model_source import write_program
from schematic.graph import Schematic
from schematic.objective import derive
from schematic.objective.printing.article import write_article
from schematic.objective.printing.json import write_json
from schematic.objective.printing.text import write_text
from schematic.objective.steps import write_steps
from schematic.objective.terms import Objective
from schematic.program import plan
from schematic.verify import Receipt, Verdict, verify
from tests.generated.loops import differences

FORMATS: Mapping[str, Callable[[Objective], str]] = {
    "text": write_text,
    "latex": write_article,
    "json": write_json,
    "steps": write_steps,
}


def faults(schematic: Schematic, *, draws: int = 0) -> Iterator[str]:
    """What fails, in words."""
    objective = derive(schematic)
    for name, write in FORMATS.items():
        if not write(objective).strip():
            yield f"derive --to {name} prints nothing"
    yield from differences(schematic)
    source = write_program(plan(objective, {}))
    compile(source, "<generated>", "exec")
    receipt = verify(schematic, draws=draws)
    for row in receipt.rows:
        if row.verdict is Verdict.FAIL:
            yield f"{row.identity}: {row.deviation} {row.note}"
        elif row.verdict is Verdict.NOT_APPLICABLE and not row.note:
            yield f"{row.identity} does not apply, and nothing says why"
    if not (receipt.passed or receipt.failures or _explained(receipt)):
        yield "nothing was compared, and nothing says why"


def _explained(receipt: Receipt) -> bool:
    """Whether a row says why something was not compared."""
    return any(row.verdict is Verdict.NOT_APPLICABLE for row in receipt.rows)
