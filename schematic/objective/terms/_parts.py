"""Draws, terms and players: what an objective is made of, whatever the kinds of its terms.

A `Draw` is one value of a node: drawn from its own law, inferred along dashed arrows, or
generated along solid ones. A `Term` scores draws; a `Player` maximises the sum of its terms.
Log-densities are sums over a node's elements, in nats; expectations are means over the batch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from schematic.graph import DataLaw, Distribution, Factor, Node, Schedule, Schematic
from schematic.objective.terms._body import Body
from schematic.unchanging import Unchanging


class Origin(Enum):
    """Where a draw comes from."""

    LAW = "its own law"
    INFERRED = "inference"
    GENERATED = "generation"
    PREDICTED = "prediction"
    GIVEN = "a value that is given"
    REVERSED = "the reverse of a diffusion"
    MARGINALS = "another draw, each element permuted over the batch on its own"


class Phase(Enum):
    """The half of a wake–sleep schedule that a draw or a term belongs to [Hinton1995]."""

    WAKE = "wake"
    SLEEP = "sleep"


@dataclass(frozen=True)
class Draw:
    """One value of a node.

    Attributes:
        name: unique in the objective; the emitted source uses it too.
        node: the node it is a value of.
        origin: own law, inference or generation.
        law: what it is drawn from.
        factor: the factor followed, or None for a draw from the node's own law.
        given: the draws of the factor's parents.
        mean: the mean of `law` instead of a sample.
        branch: the value of y whose data set it comes from (`data by y`), else None.
        detached: no gradient passes through it, for any player.
        estimator: how a gradient passes through a sample, a room of `objective/estimators/`; empty
            for data and means.
        phase: the half of wake–sleep it is made in, else None.
        enumerated: all values that there are instead of a sample, each weighed by its probability
            wherever it is read.
        relaxed: numbers between the values of a discrete node, k of them for one of k classes.
    """

    name: str
    node: str
    origin: Origin
    law: Distribution | DataLaw
    factor: Factor | None
    given: tuple[str, ...] = ()
    mean: bool = False
    branch: int | None = None
    detached: bool = False
    estimator: str = ""
    phase: Phase | None = None
    enumerated: bool = False
    relaxed: bool = False

    def __hash__(self) -> int:
        """A quick hash that agrees with equality: few draws share a node and its parents."""
        return hash((self.node, self.given, self.branch))

    @property
    def is_data(self) -> bool:
        """Whether the value comes with the batch."""
        return isinstance(self.law, DataLaw)

    @property
    def is_mixture(self) -> bool:
        """Whether it is a root with noise: no net has made it, so no gradient is stopped at it."""
        return isinstance(self.law, Distribution) and self.law.form.of_parents

    @property
    def is_shuffled(self) -> bool:
        """Whether its elements are those of another draw, each permuted over the batch."""
        return self.origin is Origin.MARGINALS

    @property
    def is_sampled(self) -> bool:
        """Whether base noise goes into the value."""
        return not (self.is_data or self.mean or self.enumerated)

    @property
    def is_summed(self) -> bool:
        """Whether it is all values of a node that is summed out."""
        return self.enumerated and self.factor is None


class Weigher(NamedTuple):
    """How real the discriminator finds a draw, without gradient.

    It is qʳ(y=0 | given) = D(given), or where examples weigh against each other
    D/(1 − D) over its mean in the batch: B times the softmax of the logits.

    Attributes:
        factor: the red arrow.
        given: the draws that are judged.
        over_batch: whether the examples of a batch weigh against each other.
    """

    factor: Factor
    given: tuple[str, ...]
    over_batch: bool = False


Rows = tuple[tuple[str, bool], ...]
"""The examples of a batch in which each of some partly observed nodes is seen, or is missing."""

Source = Factor | Node
"""An arrow, or a node for its own law: what a term comes from."""

Reading = tuple[Factor, str]
"""An attribute of an arrow that the derivation has read."""


@dataclass(frozen=True)
class Term:
    """One summand of a player's objective, which the player maximises.

    Attributes:
        body: what is scored, of one kind or another.
        weight: the probability of its branch of y, over that of all branches with a gradient.
        scale: the user's `beta`, `weight` or `penalty`.
        branch: the value of y it belongs to, or None if y plays no part.
        weigher: importance weight of each example, or None for 1.
        learns: nets of the player that the body itself evaluates.
        through: draws through which gradient flows to nets of the player.
        by_value: draws made by the player's nets whose estimator needs the value of this term, as
            the score function does.
        sources: the arrows, and the nodes' own laws, that the term comes from.
        readings: the attributes that decide what the term is worth.
        negative: subtracted, though a density (the entropy half of a split KL).
        rows: the examples that it is about, each of the others counting 0; all where it is empty.
    """

    body: Body
    weight: Fraction
    scale: float = 1.0
    branch: int | None = None
    weigher: Weigher | None = None
    learns: tuple[str, ...] = ()
    through: tuple[str, ...] = ()
    by_value: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    readings: tuple[Reading, ...] = ()
    negative: bool = False
    rows: Rows = ()

    @property
    def sign(self) -> int:
        """+1 where the player maximises the body, −1 where it minimises it."""
        return -1 if self.negative or self.body.minimised else 1


@dataclass(frozen=True)
class Player:
    """Some parameter groups that learn together, with one objective and one optimizer.

    Attributes:
        name: its groups in ASCII, joined by commas, in order of appearance.
        groups: those groups.
        nets: the nets they train.
        terms: what it maximises.
        constants: terms of the rule that are free of its parameters, and so left out of the loss.
        discriminates: whether it is the φ of a red arrow.
        clips: nets whose weights stay in [−c, c] after its step, each with its c.
        steps: how many it takes for one of everyone else's, each on a batch of its own.
    """

    name: str
    groups: tuple[str, ...]
    nets: tuple[str, ...]
    terms: tuple[Term, ...]
    constants: tuple[Term, ...]
    discriminates: bool
    clips: tuple[tuple[str, float], ...] = ()
    steps: int = 1


@dataclass(frozen=True, repr=False)
class Objective(Unchanging):
    """What a schematic maximises, per player, over its draws (in sampling order).

    Example:
        >>> objective = schematic.load("vae").objective
        >>> "mathbb{E}" in objective.latex()
        True
        >>> [term.body for term in objective.players[0].terms]
        [...]
    """

    schematic: Schematic
    draws: tuple[Draw, ...]
    players: tuple[Player, ...]

    @property
    def schedule(self) -> Schedule:
        """The schedule by which players step."""
        return self.schematic.schedule

    @property
    def batches(self) -> int:
        """How many batches a training step takes: as many as the steps of the busiest player."""
        return max((player.steps for player in self.players), default=1)

    @property
    def coupled(self) -> tuple[Body, ...]:
        """What is not a mean over single examples, so that a batch cannot be cut into parts.

        It compares them with each other, or weighs them against each other.
        """
        terms = (term for player in self.players for term in player.terms)
        weighed = (t.body for t in terms if t.weigher and t.weigher.over_batch)
        return tuple(dict.fromkeys((*self.compared, *weighed)))

    @property
    def compared(self) -> tuple[Body, ...]:
        """What compares the examples of a batch, or permutes their elements: it needs two."""
        bodies = (term.body for player in self.players for term in player.terms)
        return tuple(dict.fromkeys(body for body in bodies if self._compares(body)))

    def _compares(self, body: Body) -> bool:
        return body.couples or any(self.draw(name).is_shuffled for name in body.reads)

    @cached_property
    def drawn(self) -> Mapping[str, Draw]:
        """The draws by name, in sampling order."""
        return MappingProxyType({draw.name: draw for draw in self.draws})

    def draw(self, name: str) -> Draw:
        """The draw of that name."""
        return self.drawn[name]

    def __repr__(self) -> str:
        """Whose it is, and its players, in a line; `print` shows all of it."""
        return f"<Objective of {self.schematic.name}: {'; '.join(p.name for p in self.players)}>"

    def _repr_markdown_(self) -> str:
        """The formulas, as notebooks show them."""
        from schematic.objective.printing.markdown import write_markdown

        return write_markdown(self)

    def derivation(self) -> str:
        """How it follows from the drawing, step by step, as `sgm derive --steps` prints it."""
        from schematic.objective.steps import write_steps

        return write_steps(self)

    def latex(self) -> str:
        """The objective as LaTeX."""
        from schematic.objective.printing.latex import write_latex

        return write_latex(self)

    def __str__(self) -> str:
        """The objective as plain text, as `sgm derive` prints it."""
        from schematic.objective.printing.text import write_text

        return write_text(self)
