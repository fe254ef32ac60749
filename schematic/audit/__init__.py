"""A user's own losses beside the derived ones: is my loss this loss?

`audit` is imported with torch when it is first used; `Audit`, what it returns, needs none.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from schematic.audit.report import Audit, Fault, PlayerAudit, Verdict

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


class _Audit(ModuleType):
    """This package, which is the function of its name too.

    `schematic.audit` is the function; but once a module of this package is imported, Python sets
    that name to the package.
    """

    def __call__(self, *arguments: Any, **options: Any) -> Audit:
        """The function `audit`."""
        from schematic.audit.compare import audit

        return audit(*arguments, **options)


sys.modules[__name__].__class__ = _Audit
