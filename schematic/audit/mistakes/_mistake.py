"""What a known mistake is: ways in which one term of an objective is written wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from torch import nn

from schematic.objective.terms import Body, Draw, Objective, Player, Term
from schematic.program import Program


class Place(NamedTuple):
    """Where a mistake may be made: at one term of one player.

    Attributes:
        objective: the derived objective.
        player: whose loss it is.
        term: the summand.
    """

    objective: Objective
    player: Player
    term: Term


@dataclass(frozen=True, eq=False)
class World:
    """What is changed of all that a term is computed from; nothing where it is empty.

    Attributes:
        draws: draws in the place of those of the same name.
        kernels: functions in the place of those of the same name, which get the right one first.
        nets: what is made of a net, by its name.
        noise: the key whose base noise a key gets.
        program: what is done to the operations.
    """

    draws: tuple[Draw, ...] = ()
    kernels: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    nets: Mapping[str, Callable[[nn.Module], nn.Module]] = field(default_factory=dict)
    noise: Mapping[str, str] = field(default_factory=dict)
    program: Callable[[Program], Program] | None = None


AS_IT_IS = World()


@dataclass(frozen=True, eq=False)
class Variant:
    """A term as a mistake writes it.

    Attributes:
        says: what is different, a clause that goes on after the term: "has its label flipped".
        cure: what to write instead.
        term: what stands in the place of the term.
        world: what it is computed from.
        kin: variants of one kin, one a term, are one mistake that is made throughout a loss.
        is_harmless: whether it only reads base noise in another way, so that the expectation of
            the loss is the same.
    """

    says: str
    cure: str
    term: Term
    world: World = AS_IT_IS
    kin: str = ""
    is_harmless: bool = False


@dataclass(frozen=True)
class Mistake:
    """A known mistake.

    Attributes:
        name: the name of its file.
        order: which of two mistakes is named where both explain a loss: the smaller one.
        variants: the ways in which it can be made at a place, none where it cannot.
    """

    name: str
    order: int
    variants: Callable[[Place], Iterator[Variant]]


def renamed(body: Body, names: Mapping[str, str]) -> Body:
    """A body that reads other draws, by name."""
    changes: dict[str, Any] = {}
    for each in fields(body):  # type: ignore[arg-type]
        value = getattr(body, each.name)
        if each.name in _DRAWS and isinstance(value, str):
            changes[each.name] = names.get(value, value)
        elif each.name in _DRAWS and isinstance(value, tuple):
            changes[each.name] = tuple(names.get(one, one) for one in value)
    return replace(body, **changes)  # type: ignore[type-var]


_DRAWS = ("of", "given", "prior_given", "real", "fake", "predicted", "noisy", "level")
"""The fields of bodies that name draws."""


def twins(objective: Objective, name: str) -> list[str]:
    """The other draws of the same node."""
    node = objective.draw(name).node
    return [d.name for d in objective.draws if d.node == node and d.name != name]
