"""What cannot be rendered → a RenderError: the one exception of this package, with its cure."""

from __future__ import annotations

from schematic.diagnostics import Error


class RenderError(Error):
    """A picture that cannot be made as asked."""
