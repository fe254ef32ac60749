"""`match z by red | kl | nothing`: how an inferred node meets its law. VAE ⇄ AAE ⇄ AE (rule 3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from schematic.families import FAMILIES, KINDS, Kind
from schematic.graph import Attributes, Distribution, Factor, Node, Role, Schematic
from schematic.graph.shares import Shares
from schematic.objective.match import ways_of
from schematic.rewrites.edit import (
    fresh_node,
    fresh_ref,
    generating,
    inferring,
    is_missing,
    own_law,
    redrawn,
)
from schematic.rewrites.rewrite import Refusal, Rewrite
from schematic.rewrites.rules.add_indicator import LABELS
from schematic.rewrites.rules.drop_indicator import picks

WAYS: Mapping[str, tuple[str | None, bool]] = {
    "red": ("adversary", True),
    "kl": ("kl", False),
    "nothing": (None, True),
}
"""What each word comes to, and whether its arrow is hollow."""


def usual_prior(kind: Kind) -> Distribution:
    """The law that a node gets which had none: the one that is advised, with its usual numbers."""
    family = FAMILIES[KINDS[kind].prior.partition("(")[0]]
    return Distribution(family.name, family.defaults)


@dataclass(frozen=True)
class MatchBy(Rewrite):
    """An inferred node matched by the adversary, by the KL, or not at all.

    Where the adversary matches the node, its dashed arrow is hollow and a solid red arrow leaves
    it. Where the KL does, the arrow is filled and no red arrow leaves the node. Where nothing
    does, the arrow is hollow and the node has no law. Attributes that only the old way reads
    (`beta`, a family spelled out under a hollow head) are removed with it. A node without a law
    gets the standard one of its type.
    """

    node: str
    by: str
    words = "match {node} by {by}"
    example = "match z by red"
    summary = "how an inferred node meets its law: by red, kl or nothing"
    colour = "#b0303c"
    cost: ClassVar[int] = 3

    def rewrite(self, schematic: Schematic) -> Schematic | Refusal:
        """It applies where z is inferred and matched in another way; it changes arrows and law."""
        missing = is_missing(schematic, self.node)
        if missing:
            return missing
        if self.by not in WAYS:
            return Refusal(f"nothing is matched by `{self.by}`; write red, kl or nothing")
        factor, node = inferring(schematic).get(self.node), schematic.nodes[self.node]
        if factor is None:
            return Refusal(f"`{self.node}` is not inferred: it has nothing to be matched to")
        if _way(schematic, factor) == _wanted(schematic, factor, self.by):
            return Refusal(f"`{self.node}` is matched by {self.by} already")
        if self.by == "nothing" and (node.is_data or self.node in generating(schematic)):
            law = "the data" if node.is_data else "the solid arrow into it"
            return Refusal(f"`{self.node}` has a law that cannot be dropped: {law}")
        red = _judges(schematic, self.node)
        if self.by != "red" and any(f.parents != (self.node,) for f in red):
            return Refusal(f"`{self.node}` is judged together with other nodes")
        hollow = _wanted(schematic, factor, self.by)[1]
        if hollow and not factor.law.nets:
            return Refusal(f"`{factor.law}` has no net, and a hollow head is the value of one")
        arrow = _arrow(factor, node, hollow=hollow)
        factors = [arrow if f is factor else f for f in schematic.factors]
        lawful = redrawn(schematic, factors, self._nodes(schematic))
        if self.by == "red":
            return lawful if red else _judged(lawful, self.node)
        return _unjudged(lawful, red)

    def inverse(self, before: Schematic) -> str:
        """The match that the node had before; with a filled head, that is the KL."""
        factor = inferring(before)[self.node]
        now = _way(before, factor)
        by = next((by for by in WAYS if _wanted(before, factor, by) == now), "kl")
        return str(MatchBy(self.node, by))

    @classmethod
    def moves(cls, schematic: Schematic) -> Iterator[Self]:
        """Every inferred node, in the ways it is not matched in."""
        for name, factor in inferring(schematic).items():
            now = _way(schematic, factor)
            yield from (cls(name, by) for by in WAYS if _wanted(schematic, factor, by) != now)

    def _nodes(self, schematic: Schematic) -> list[Node]:
        """The nodes, with the law that the new way asks for."""
        node = schematic.nodes[self.node]
        law = node.law
        if self.by == "nothing":
            law = None
        elif law is None and self.node not in generating(schematic):
            law = usual_prior(node.space.kind)
        changed = node if law == node.law else replace(node, law=law)
        return [changed if n is node else n for n in schematic.nodes.values()]


RULE = MatchBy


def _way(schematic: Schematic, factor: Factor) -> tuple[str | None, bool]:
    """What matches the child of a dashed arrow, and whether the arrow is hollow."""
    return (" + ".join(ways_of(schematic, factor)) or None), factor.hollow


def _wanted(schematic: Schematic, factor: Factor, by: str) -> tuple[str | None, bool]:
    """What a word comes to; the KL leaves the head of an invertible net hollow."""
    way, hollow = WAYS[by]
    return way, hollow or schematic.is_invertible(factor)


def _judges(schematic: Schematic, name: str) -> list[Factor]:
    """The games that judge a node."""
    return [f for f in schematic.games if name in f.parents]


def _arrow(factor: Factor, node: Node, *, hollow: bool) -> Factor:
    """The dashed arrow with the head that is asked for."""
    if factor.hollow == hollow:
        return replace(factor, attributes=replace(factor.attributes, match=Shares()))
    law = own_law(node.space, factor.law.nets[0])
    return replace(factor, hollow=hollow, law=law, attributes=Attributes())


def _judged(schematic: Schematic, name: str) -> Schematic:
    """With a red arrow from a node to an indicator of its own."""
    node = Node(fresh_node(schematic, "y"), Role.INDICATOR, LABELS, None)
    law = own_law(LABELS, fresh_ref(schematic, "D", "phi"))
    red = Factor((name,), node.name, dashed=False, hollow=False, red=True, law=law)
    return redrawn(schematic, [*schematic.factors, red], [*schematic.nodes.values(), node])


def _unjudged(schematic: Schematic, red: list[Factor]) -> Schematic:
    """Without some red arrows, and without the indicators that only they led to."""
    factors = [f for f in schematic.factors if f not in red]
    needed = {f.child for f in factors}
    idle = {f.child for f in red} - needed
    idle = {y for y in idle if not any(picks(n, y) for n in schematic.nodes.values())}
    return redrawn(schematic, factors, [n for n in schematic.nodes.values() if n.name not in idle])
