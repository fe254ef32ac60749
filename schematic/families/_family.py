"""The shape of a distribution family: its abilities, its forms, and its kernels.

A *form* is a way in which a family's arguments may be given: by nets, by numbers, or mixed. It
names the kernels (functions of `schematic/emit/kernels`) that score, draw and average it:

* `nll(value, *parameters)` gives −log density, summed over a node's elements, `[B]` in nats;
* `draw(*parameters, noise)` gives a sample; a law of numbers alone is a prior, whose kernel is
  called as `draw(shape, *numbers, like, noise)`;
* `mean(*parameters)` gives the mean.

The parameters are the tensors that nets return, followed by the numbers. What a term of an
objective needs is compared with the abilities here, before any tensor exists.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, auto
from typing import Any, Literal, NamedTuple

from schematic.families._kinds import Kind

Argument = Literal["net", "number", "word"]
Sorts = tuple[Argument, ...]


class Ability(Flag):
    """What can be done with a distribution."""

    SAMPLE = auto()
    SCORE = auto()
    REPARAMETERISE = auto()


ALL = Ability.SAMPLE | Ability.SCORE | Ability.REPARAMETERISE


class Form(NamedTuple):
    """One way to give a family's arguments.

    Attributes:
        arguments: what stands at each place.
        raw: the names of the tensors that nets return, in order; a single net returns all of
            them joined (last axis, or channels for images).
        nll: the kernel of −log density, or None where there is none.
        draw: the kernel of a sample from base noise.
        mean: the kernel of the mean; None where the first parameter is the mean itself.
        of_parents: whether the law is fixed by the parents' values and a word, without a net.
    """

    arguments: Sorts
    raw: tuple[str, ...]
    nll: str | None
    draw: str
    mean: str | None
    of_parents: bool = False


class ClosedKL(NamedTuple):
    """KL(q ‖ p) of one family in closed form: `kernel(*q parameters, *p parameters)`, `[B]`.

    Attributes:
        q: the sorts of q's arguments.
        p: the sorts of p's arguments.
        kernel: the kernel.
        standard: whether the row holds only where p's numbers are the family's defaults, which
            are then left out of the call.
    """

    q: Sorts
    p: Sorts
    kernel: str
    standard: bool = False


@dataclass(frozen=True)
class Family:
    """A distribution family.

    Attributes:
        name: as the language writes it.
        kinds: the kinds of node it is for.
        abilities: what it can do.
        arguments: the names of its arguments.
        defaults: the numbers that they are when left out.
        noise: what its base noise is.
        latex: its symbol.
        forms: the ways to give its arguments.
        positive: the arguments that must be positive.
        probability: the arguments that must lie in (0, 1).
        closed_kl: its KLs in closed form; the first row that fits is taken.
        words: what a word among the arguments may be.
        variance: the variance of an element, given all arguments as numbers; None where a law of
            numbers has no use for one.
        to_noise: the base noise from which a law of numbers draws a value, given the value (a
            number or a tensor) and all numbers that its kernel takes; None where it has none.
    """

    name: str
    kinds: frozenset[Kind]
    abilities: Ability
    arguments: tuple[str, ...]
    defaults: tuple[float, ...]
    noise: Literal["normal", "uniform"]
    latex: str
    forms: tuple[Form, ...]
    positive: tuple[str, ...] = ()
    probability: tuple[str, ...] = ()
    closed_kl: tuple[ClosedKL, ...] = ()
    words: tuple[str, ...] = ()
    variance: Callable[..., float] | None = None
    to_noise: Callable[..., Any] | None = None

    @property
    def of_parents(self) -> bool:
        """Whether its laws are fixed by their parents' values, so that no net stands in them."""
        return any(form.of_parents for form in self.forms)

    def form(self, arguments: Sorts) -> Form | None:
        """The form for arguments of these sorts, if the family can be given so."""
        return next((form for form in self.forms if form.arguments == arguments), None)
