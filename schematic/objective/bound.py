"""The bounds on the evidence: how the terms of one pass are put together.

A bound is one file of `schematic/objective/bounds/`; its name is a word of the attribute `bound`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from schematic.diagnostics import Diagnostic
from schematic.graph import Factor, Schematic
from schematic.graph.attributes import DEFAULTS
from schematic.objective.passes import Pass
from schematic.objective.terms import Term, Weigher
from schematic.rooms import Rooms

if TYPE_CHECKING:
    from schematic.objective.draws import Pool
    from schematic.objective.worlds import World


def no_refusals(schematic: Schematic, run: Pass) -> Iterator[Diagnostic]:
    """The refusals of a bound that every pass can have: there are none."""
    yield from ()


def no_weigher(schematic: Schematic, run: Pass, values: Mapping[str, str]) -> Weigher | None:
    """The weigher of a bound in which all examples count alike."""
    return None


class Bound(NamedTuple):
    """A bound on the evidence.

    Attributes:
        name: the word after `bound =`.
        collect: one world and the terms of its pass → the terms of the bound.
        refusals: the findings that say why a pass cannot have this bound.
        sentence: what `sgm derive --steps` says of it in a pass, if it is more than adding up.
        weigher: what weighs each example in a pass with some draws, or None for 1.
    """

    name: str
    collect: Callable[[Pool, World, Sequence[Term]], Iterable[Term]]
    refusals: Callable[[Schematic, Pass], Iterator[Diagnostic]] = no_refusals
    sentence: Callable[[Pass], str] = lambda run: ""
    weigher: Callable[[Schematic, Pass, Mapping[str, str]], Weigher | None] = no_weigher


BOUNDS = Rooms("schematic.objective.bounds", "BOUND", Bound)
"""The bounds by name."""


def bound_of(run: Pass) -> Bound:
    """The bound of a pass: the one that a dashed arrow of it asks for, else the evidence bound."""
    asked = (factor.attributes.bound for factor in asking(run))
    return BOUNDS[next(asked, DEFAULTS.bound)]


def asking(run: Pass) -> list[Factor]:
    """The arrows of a pass that ask for another bound than the evidence bound, in order."""
    return [f for f in run.inferred.values() if f.attributes.bound != DEFAULTS.bound]
