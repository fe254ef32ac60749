"""A user's own losses beside the derived ones: is my loss this loss?

`audit` is imported with torch when it is first used; `Audit`, what it returns, needs none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schematic.audit.report import Audit, Fault, PlayerAudit, Verdict
from schematic.callable_package import make_callable

if TYPE_CHECKING:
    from schematic.audit.compare import audit

__all__ = ["Audit", "Fault", "PlayerAudit", "Verdict", "audit"]


def __getattr__(name: str) -> Any:
    """`audit`, imported with torch on first use."""
    if name != "audit":
        message = f"module 'schematic.audit' has no attribute {name!r}"
        raise AttributeError(message)
    from schematic.audit.compare import audit

    return audit


make_callable(__name__)
