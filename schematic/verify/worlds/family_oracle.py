"""What the oracle knows of a family, and the table of all families it knows.

A file of `schematic/verify/families/` defines `ORACLE`, a `FamilyOracle`. Values are [grid…, E], E
being the elements of an event; a class is one index, E = 1. Log-densities are in nats.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.distributions import Distribution

from schematic.graph.schematic import Space
from schematic.rooms import Rooms
from schematic.verify.worlds.atoms import Atoms


@dataclass(frozen=True)
class Parameters:
    """The parameters of a law as the language gives them.

    Attributes:
        raw: what the nets return, [grid…, E] each, or [grid…, k] for the logits of k classes.
        numbers: the numbers among the law's arguments, in order.
        classes: k, or 0 where values are numbers.
        words: the words among the law's arguments; the parents' values then stand for `raw`.
    """

    raw: tuple[Tensor, ...]
    numbers: tuple[float, ...]
    classes: int = 0
    words: tuple[str, ...] = ()

    @property
    def all(self) -> list[Tensor]:
        """What the nets return, then the numbers, as tensors."""
        return [*self.raw, *(torch.tensor(n, dtype=torch.float64) for n in self.numbers)]


@dataclass(frozen=True)
class DataOracle:
    """Data of the types whose own family this is.

    Attributes:
        examples: a type, a number of rows B and a generator → rows as a batch holds them, [B, …].
        read: a type and rows → the rows as a model reads them.
        whole: whether values of a type are whole numbers, so that a generated one is a draw and
            not the mean.
    """

    examples: Callable[[Space, int, torch.Generator], Tensor]
    read: Callable[[Space, Tensor], Tensor]
    whole: Callable[[Space], bool]


@dataclass(frozen=True)
class FamilyOracle:
    """A family, written independently of the emitted kernels.

    Attributes:
        name: as the language writes it.
        log_density: parameters and values [grid…, E] → log-density summed over E, [grid…], nats.
        mean: parameters → the mean, [grid…, E]; for classes their probabilities, [grid…, k].
        draw: parameters and base noise [grid…, E] → values [grid…, E].
        lattice: a number of elements → equally weighted base noise.
        quadrature: a number of elements, and of nodes for each → base noise with weights.
        values: a number of elements and of classes → all values [V, E] of a discrete family; None
            for a continuous one.
        lattice_kl: whether the lattice gives the KL between two laws of this family exactly.
        data: rows of data of the types whose own family this is; None where it is no type's own.
    """

    name: str
    log_density: Callable[[Parameters, Tensor], Tensor]
    mean: Callable[[Parameters], Tensor]
    draw: Callable[[Parameters, Tensor], Tensor]
    lattice: Callable[[int], Atoms]
    quadrature: Callable[[int, int], Atoms]
    values: Callable[[int, int], Tensor | None] = lambda elements, classes: None
    lattice_kl: bool = False
    data: DataOracle | None = None


FAMILY_ORACLES: Rooms[FamilyOracle] = Rooms("schematic.verify.families", "ORACLE", FamilyOracle)

Law = Callable[[Parameters], Distribution]
"""Parameters → a distribution of `torch.distributions`."""


def log_density_of(law: Law) -> Callable[[Parameters, Tensor], Tensor]:
    """The log-density of a law: parameters and values [grid…, E] → [grid…], nats."""

    def log_density(parameters: Parameters, value: Tensor) -> Tensor:
        return law(parameters).log_prob(value).sum(-1)

    return log_density


def mean_of(law: Law) -> Callable[[Parameters], Tensor]:
    """The mean of a law: parameters → [grid…, E]."""
    return lambda parameters: law(parameters).mean


def location(parameters: Parameters) -> Tensor:
    """The mean of a family of location and scale: what its first net returns, [grid…, E]."""
    return parameters.raw[0]


def inverse_of(law: Law) -> Callable[[Parameters, Tensor], Tensor]:
    """Draws by the inverse distribution function: parameters and uniforms → [grid…, E]."""
    return lambda parameters, noise: law(parameters).icdf(noise)
