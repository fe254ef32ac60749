"""Small edits of schematics that several rewrites share: each makes a new schematic."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from schematic.families import own_family
from schematic.graph import Distribution, Factor, NetRef, Node, Role, Schematic, Space
from schematic.graph.schematic import Parts
from schematic.rewrites.rewrite import Refusal

GREEK = ["eta", "lambda", "omega", "psi", "chi", "kappa", "rho", "sigma", "tau"]


def redrawn(
    schematic: Schematic,
    factors: Iterable[Factor],
    nodes: Iterable[Node] | None = None,
) -> Schematic:
    """The schematic with other factors, and other nodes where given.

    The `net` lines of nets that only dropped factors named go with them.
    """
    kept = list(factors)
    used = {ref.net for f in kept for ref in f.law.nets}
    dropped = {ref.net for f in schematic.factors for ref in f.law.nets} - used
    nets = {name: net for name, net in schematic.nets.items() if name not in dropped}
    parts = Parts.of(schematic.nodes.values() if nodes is None else nodes, kept)
    return replace(schematic, parts=parts, nets=MappingProxyType(nets))


def own_law(space: Space, ref: NetRef) -> Distribution:
    """What `~ G[θ]` alone means for a child of this type."""
    return Distribution(own_family(space.kind).name, (ref,))


def is_own(space: Space, law: Distribution) -> bool:
    """Whether a law is the child's own family with one net for all its parameters."""
    return law.family == own_family(space.kind).name and law.sorts == ("net",)


def fresh_node(schematic: Schematic, wanted: str) -> str:
    """A name that no node has."""
    return _fresh([wanted], wanted, schematic.nodes)


def fresh_ref(schematic: Schematic, net: str, group: str) -> NetRef:
    """A net and a parameter group of its own, by names that nobody has."""
    nets = schematic.nets.keys() | schematic.group_of.keys()
    groups = set(schematic.groups)
    return NetRef(_fresh([net], net, nets), _fresh([group, *GREEK], group, groups))


def _fresh(candidates: Iterable[str], stem: str, taken: Iterable[str]) -> str:
    known = set(taken)
    numbered = (f"{stem}{number}" for number in itertools.count(2))
    return next(name for name in itertools.chain(candidates, numbered) if name not in known)


def inferring(schematic: Schematic) -> Mapping[str, Factor]:
    """The dashed factor of each inferred node."""
    return {f.child: f for f in schematic.factors if f.dashed and not f.red}


def generating(schematic: Schematic) -> Mapping[str, Factor]:
    """The solid factor of each generated node."""
    return {f.child: f for f in schematic.factors if not (f.dashed or f.red)}


def inferred_from(schematic: Schematic, name: str) -> tuple[str, ...]:
    """What a node infers: the children of the dashed arrows that leave it."""
    factors = inferring(schematic).values()
    return tuple(dict.fromkeys(f.child for f in factors if name in f.parents))


def joined_nodes(schematic: Schematic) -> Iterator[str]:
    """The nodes, but no indicators, that arrows touch, in order of appearance."""
    touched = {name for f in schematic.factors for name in (*f.parents, f.child)}
    for node in schematic.nodes.values():
        if node.name in touched and node.role is not Role.INDICATOR:
            yield node.name


def is_missing(schematic: Schematic, *names: str, indicator: bool = False) -> Refusal | None:
    """A refusal if a name is not that of a node of the sort that is meant."""
    for name in names:
        node = schematic.nodes.get(name)
        if node is None:
            known = ", ".join(n.name for n in schematic.nodes.values())
            return Refusal(f"no node is called `{name}`; there are {known}")
        if (node.role is Role.INDICATOR) != indicator:
            word = "is an indicator" if node.role is Role.INDICATOR else "is no indicator"
            return Refusal(f"`{name}` {word}")
    return None


def shown(schematic: Schematic, factor: Factor) -> str:
    """A factor as the language writes it, with its attributes."""
    from schematic.graph.advice import write_factor

    return write_factor(schematic, factor)


def is_lost(before: Schematic, twice: Schematic) -> Refusal | None:
    """A refusal if an exchange that is done twice would not give back what there was."""
    for old, new in zip(before.factors, twice.factors, strict=True):
        if old != new:
            return Refusal(f"the exchange could not be undone: {_what_is_lost(before, old, new)}")
    return None


def _what_is_lost(schematic: Schematic, old: Factor, new: Factor) -> str:
    if old.hollow != new.hollow:
        head = "hollow" if old.hollow else "filled"
        return f"nothing would say that the head of `{shown(schematic, old)}` was {head}"
    return f"`{shown(schematic, old)}` would come back as `{shown(schematic, new)}`"
