"""Why a step stays eager → the finding about it, as a warning."""

from __future__ import annotations

import warnings

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.report import write_text
from schematic.emit.runtime.stays_eager import DifferenceError, StaysEagerError, UncertifiedError
from schematic.model import model_findings as errors


def tell(fault: StaysEagerError) -> None:
    """Warn that steps stay eager (SGM665, SGM666 or SGM667)."""
    warnings.warn(write_text([finding_of(fault)], None), stacklevel=6)


def finding_of(fault: StaysEagerError) -> Diagnostic:
    """The finding about a step that is not taken as a graph."""
    match fault:
        case DifferenceError(what=what, rehearsed=rehearsed):
            off, allowed = f"{fault.off:.3g}", f"{fault.allowed:.3g}"
            return errors.wrong_graph(what, off, allowed, rehearsed)
        case UncertifiedError():
            return errors.uncertified(str(fault))
        case _:
            return errors.no_graph(str(fault))
