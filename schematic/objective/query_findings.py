"""The finding about queries. Its docstring is its page."""

from __future__ import annotations

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.graph import Node


@page("SGM611")
def too_deep(node: Node, limit: int) -> Diagnostic:
    """A chain of more nodes than `compile` takes.

    `sample`, `infer` and `reconstruct` are derived node by node, each from all on the way to it.
    Such chains come from long plates, and from programs that write specs; `check`, `derive` and
    `render` take them, but a model of as many layers is better off with nets that are deeper.
    """
    message = f"more than {limit} nodes in a row lead to `{node.name}`"
    cure = "put several layers into a net, such as `mlp(64, 64)`, in place of nodes"
    return Diagnostic(
        "SGM611", message, node.name_span, "each is a step on the way to others", cure
    )
