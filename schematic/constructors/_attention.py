"""What nets with attention have in common."""

from __future__ import annotations

from schematic.diagnostics import Diagnostic, Span
from schematic.diagnostics.diagnostic import page


@page("SGM522")
def uneven_heads(span: Span, net: str, width: int, heads: int) -> Diagnostic:
    """`heads` that do not divide the width of what they attend to.

    Each head of an attention reads an equal share of the features or channels.
    """
    message = f"{heads} heads of net `{net}` cannot share {width} features equally"
    fits = max(count for count in range(1, heads + 1) if width % count == 0)
    return Diagnostic("SGM522", message, span, "", f"write `heads = {fits}`, or another width")
