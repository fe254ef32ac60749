"""Terms → the symbols of the paper, identical wherever they are printed."""

from __future__ import annotations

from schematic.graph import Factor, Node, Schematic
from schematic.graph.letters import letter
from schematic.graph.names import greek
from schematic.objective.terms import Body, Divergence, LogDensity, Objective, Penalty, Verdict


def density(schematic: Schematic, source: Factor | Node) -> str:
    """`p(x|z)` for a factor, `p(z)` for a node's own law."""
    if isinstance(source, Node):
        return f"p({greek(source.name)})"
    head = letter(schematic, source)
    parents = ",".join(map(greek, source.parents))
    return f"{head}({greek(source.child)}|{parents})"


def label_of(objective: Objective, body: Body) -> str:
    """The name under which a term is reported: `log p(x|z)`, `KL(q(z|x) ‖ p(z))`, `log qʳ(y|x)`."""
    schematic = objective.schematic
    match body:
        case LogDensity(source=source):
            return f"log {density(schematic, source)}"
        case Divergence(factor=factor, prior_source=prior):
            return f"KL({density(schematic, factor)} ‖ {density(schematic, prior)})"
        case Verdict(factor=factor, reverse=reverse):
            shown = density(schematic, factor)
            return f"log qʳ{shown[1:]}" if reverse else f"log {shown}"
        case Penalty(factor=factor):
            judged = ",".join(map(greek, factor.parents))
            return f"(‖∇{factor.law.nets[0].net}({judged})‖ − 1)²"
