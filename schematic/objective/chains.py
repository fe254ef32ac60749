"""Chains of fixed linear-Gaussian dashed arrows, as in diffusion, and their laws in closed form.

Where q(z_t | z_{t-1}) = N(c z_{t-1}, σ²) for t = 1, …, T, with numbers that nobody trains, z_0 = x
and the prior of each z_t is p(z_t | z_{t+1}), the log-ratios of the evidence bound telescope:

    Σ_t log q(z_t | z_{t-1}) = log q(z_T | x) + Σ_{t<T} log q(z_t | z_{t+1}, x),

and both laws on the right are Normal [Ho2020, eq. 5]. So every node but the first meets its prior
by a KL in closed form, which averages over a draw that the log-ratio would take.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from schematic.constructors import CONSTRUCTORS
from schematic.families import Kind
from schematic.graph import Distribution, Factor, NetRef, Schematic
from schematic.graph.attributes import DEFAULTS
from schematic.objective.closed import closed_form
from schematic.once import once


class ChainLaw(NamedTuple):
    """N(of_start · start + of_after · after, scale²): the law of a node given both its sides.

    Attributes:
        chain: the nodes from the start to the one after this one, or to this one if it is the last.
        is_last: whether no node comes after it; it is given the start alone.
        of_start, of_after: what both sides are multiplied by.
        scale: the standard deviation.
    """

    chain: tuple[str, ...]
    is_last: bool
    of_start: float
    of_after: float
    scale: float


@once
def posteriors_of(schematic: Schematic) -> Mapping[str, ChainLaw]:
    """The posterior of each node of such a chain by its name, but of the node that begins it."""
    links = {f.child: f for f in schematic.dashed_into.values() if _is_link(schematic, f)}
    starts = dict.fromkeys(f.parents[0] for f in links.values() if f.parents[0] not in links)
    found: dict[str, ChainLaw] = {}
    for start in starts:
        chain = tuple(_followed(start, links))
        if len(chain) > 1 and _telescopes(schematic, chain):
            found |= _posteriors(schematic, chain)
    return found


def fixed_nets(schematic: Schematic) -> Mapping[str, float]:
    """The nets on whose numbers such laws depend, with what each multiplies by."""
    arrows = [schematic.dashed_into[name] for name in posteriors_of(schematic)]
    return {arrow.law.nets[0].net: slope_of(schematic, arrow) or 0.0 for arrow in arrows}


def slope_of(schematic: Schematic, factor: Factor) -> float | None:
    """The number by which the only net of an arrow multiplies, if it is fixed and does no more."""
    nets = factor.law.nets
    line = schematic.nets.get(nets[0].net) if len(nets) == 1 and nets[0].is_frozen else None
    return CONSTRUCTORS[line.constructor].slope(line.inside) if line else None


def _is_link(schematic: Schematic, factor: Factor) -> bool:
    """Whether an arrow is N(c · parent, σ²) with fixed numbers, and says nothing else."""
    law, nodes = factor.law, schematic.nodes
    if factor.hollow or len(factor.parents) != 1 or factor.attributes != DEFAULTS:
        return False
    child, parent = nodes[factor.child], nodes[factor.parents[0]]
    is_normal = law.family == "Normal" and law.sorts == ("net", "number")
    return (
        is_normal
        and child.space.kind is Kind.REAL
        and parent.space.kind is Kind.REAL
        and (parent.space.shape in (None, child.space.shape))
        and child.name not in schematic.judged
        and bool(slope_of(schematic, factor))
    )


def _followed(start: str, links: Mapping[str, Factor]) -> Iterator[str]:
    """A start and what follows it, as far as one arrow leads on."""
    here: str | None = start
    while here is not None:
        yield here
        after = [child for child, factor in links.items() if factor.parents[0] == here]
        here = after[0] if len(after) == 1 else None


def _telescopes(schematic: Schematic, chain: Sequence[str]) -> bool:
    """Whether the prior of each node is given the next one, and the last has a law of its own."""
    if any(f.attributes.bound != DEFAULTS.bound for f in schematic.dashed_into.values()):
        return False
    *inner, last = chain[1:]
    for name, after in zip(inner, chain[2:], strict=True):
        into = [f for f in schematic.factors if f.child == name and not (f.dashed or f.red)]
        if schematic.nodes[name].law is not None or len(into) != 1:
            return False
        (prior,) = into
        if prior.parents != (after,) or prior.hollow or prior.attributes != DEFAULTS:
            return False
        if closed_form(schematic.dashed_into[name].law, prior.law) is None:
            return False
    law = schematic.nodes[last].law
    return closed_form(schematic.dashed_into[last].law, law) is not None


def _posteriors(schematic: Schematic, chain: Sequence[str]) -> Iterator[tuple[str, ChainLaw]]:
    """The law of each node given the start and the next one, by adding up precisions."""
    links = [schematic.dashed_into[name] for name in chain[1:]]
    slopes = [slope_of(schematic, link) or 0.0 for link in links]
    variances = [link.law.numbers[0] ** 2 for link in links]
    slope, variance = 1.0, 0.0
    for at, name in enumerate(chain[1:], start=1):
        slope, variance = slopes[at - 1] * slope, slopes[at - 1] ** 2 * variance + variances[at - 1]
        if at == len(links):
            yield name, ChainLaw(tuple(chain), True, slope, 0.0, math.sqrt(variance))
            return
        onward, noise = slopes[at], variances[at]
        mine = 1 / (1 / variance + onward**2 / noise)
        of_start, of_after = mine * slope / variance, mine * onward / noise
        here = tuple(chain[: at + 2])
        yield name, ChainLaw(here, False, of_start, of_after, math.sqrt(mine))


def normal_of(scale: float) -> Distribution:
    """The sort of law that a posterior is: a location that is computed, and a number."""
    return Distribution("Normal", (NetRef("", "frozen"), scale))
