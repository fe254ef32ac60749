"""Wake–sleep has two phases, and something to learn in each (rule 6)."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Factor, Schematic


@page("SGM346")
def one_phase(factor: Factor, phase: str, *, recognises: bool) -> Diagnostic:
    """`train wake-sleep` with arrows of one process only.

    Wake learns the solid arrows from what the dashed ones infer; sleep learns the dashed arrows
    from what the solid ones generate. Without one of them a phase has nothing to learn.
    """
    process = "dashed" if phase == "sleep" else "solid"
    message = f"nothing learns in the {phase} phase: there is no {process} arrow"
    cure = f"{_cure(factor, recognises)}, or remove the `train` line"
    return Diagnostic("SGM346", message, factor.arrow_span, "", cure, about=("->", "..>"))


def _cure(factor: Factor, recognises: bool) -> str:
    """The arrow that is missing; recognition, which starts from data, is the dashed process."""
    child, parent = factor.child, factor.parents[0]
    if not recognises:
        return f"add one, such as `{child} ..> {parent} ~ R[λ]`"
    dashed = "" if factor.dashed else "make this arrow dashed, and "
    return f"{dashed}add a solid one, such as `{child} -> {parent} ~ G[θ]`"


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """A finding if all arrows are of one process."""
    arrows = [factor for factor in schematic.factors if not factor.red]
    if schematic.schedule.has_phases and arrows:
        processes = {factor.dashed for factor in arrows}
        if len(processes) == 1:
            recognises = schematic.nodes[arrows[0].parents[0]].is_data
            phase = "wake" if processes == {True} else "sleep"
            yield one_phase(arrows[0], phase, recognises=recognises)
