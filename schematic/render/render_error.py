"""What can go wrong with pictures: `RenderError`, the one exception of this package."""

from __future__ import annotations

from schematic.diagnostics import Error


class RenderError(Error):
    """A picture that cannot be made as asked."""
