"""A model is not called: its methods are. Every kind of model says so in the same words."""

from __future__ import annotations

from typing import Any

from schematic.diagnostics import SchematicError
from schematic.model import model_findings as errors


def refuse_call(model: Any, *_: Any, **__: Any) -> Any:
    """Refuse to call a model, or to compile its calls, of which there are none.

    Raises:
        SchematicError: always; with what to call (SGM641).
    """
    raise SchematicError([errors.not_called(model.schematic.name)])
