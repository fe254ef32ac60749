"""Terms → the symbols of the paper, typed and identical wherever they are printed.

The paper takes x as latent and (z, y) as visible where y is generated from x, as in a GAN: there
the dashed arrow that infers x is p_θ, and a solid arrow that leaves x is q. Everywhere else, as in
a VAE, solid arrows are p and dashed ones q. Red arrows are q always [Hu2018, sec. 3].
"""

from __future__ import annotations

from schematic.graph import Factor, Node, Schematic
from schematic.graph.names import greek
from schematic.objective.terms import Body, Divergence, LogDensity, Objective, Penalty, Verdict


def letter(schematic: Schematic, source: Factor | Node) -> str:
    """p or q for the density of a factor, or of a node's own law."""
    if isinstance(source, Node):
        return "p"
    if source.red:
        return "q"
    judged = {name for f in schematic.factors if f.red and not f.dashed for name in f.parents}
    if source.dashed:
        return "p" if source.child in judged else "q"
    return "q" if judged & set(source.parents) else "p"


def density(schematic: Schematic, source: Factor | Node) -> str:
    """`p(x|z)` for a factor, `p(z)` for a node's own law."""
    head = letter(schematic, source)
    if isinstance(source, Node):
        return f"{head}({greek(source.name)})"
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
