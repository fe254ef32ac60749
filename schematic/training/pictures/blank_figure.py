"""Nothing → a figure of matplotlib, which is imported when the first one is made.

A run draws at its end, so training begins without waiting for matplotlib.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def blank_figure(width: float, height: float, **given: Any) -> Figure:
    """Return a figure without anything in it.

    Args:
        width: in inches.
        height: in inches.
        given: what else a `Figure` of matplotlib takes, such as `dpi`; its parts are laid out so
            that they do not overlap where neither `dpi` nor `layout` is given.
    """
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), **(given or {"layout": "constrained"}))
