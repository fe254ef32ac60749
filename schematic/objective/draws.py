"""Schematic → draws: the values that it samples, each made once and named, in sampling order.

Equal draws are one draw: a data set, a prior or a factor applied to the same draws is sampled
once a batch and shared by everyone who reads it. The main draw of a node has the node's name;
the others say what is special about them: `x_fake`, `z_prior`, `z_generated`, `x_source`,
`h_sleep`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from schematic.families import KINDS
from schematic.graph import DataLaw, Factor, Node, Schematic
from schematic.graph.features import predicting
from schematic.objective.estimator import ESTIMATORS
from schematic.objective.passes import Pass
from schematic.objective.terms import Draw, Origin, Phase

Values = Mapping[str, str]
"""The name of the draw that stands for each node."""

DETACHED = "detached"
"""The estimator of a sample through which no gradient is asked for."""


@dataclass
class Pool:
    """The draws of one objective, in the order in which they were made."""

    schematic: Schematic
    draws: dict[str, Draw] = field(default_factory=dict)
    suffixes: dict[str, str] = field(default_factory=dict)
    names: dict[Draw, str] = field(default_factory=dict)

    def add(self, draw: Draw, suffix: str) -> str:
        """The name of a draw, which is added if no equal one is there."""
        if draw not in self.names:
            name = self._fresh(draw.node, suffix)
            self.names[draw] = name
            self.suffixes[name] = suffix
            self.draws[name] = replace(draw, name=name)
        return self.names[draw]

    def _fresh(self, node: str, suffix: str) -> str:
        nodes = self.schematic.nodes
        name, number = node + suffix, 2
        while name in self.draws or (name in nodes and name != node):
            name, number = f"{node}{suffix}_{number}", number + 1
        return name

    def from_law(
        self, node: Node, branch: int | None, phase: Phase | None, *, generated: bool = False
    ) -> str:
        """The draw of a node from its own law; where it is `generated`, not from the data."""
        law = (node.prior if generated else None) or node.law
        assert law is not None
        is_summed = node.summed and not generated
        if isinstance(law, DataLaw):
            phase = None
            branch = branch if law.by else None
        else:
            branch = None
        draw = Draw(
            name="",
            node=node.name,
            origin=Origin.LAW,
            law=law,
            factor=None,
            branch=branch,
            detached=True,
            estimator="" if isinstance(law, DataLaw) or is_summed else DETACHED,
            phase=phase,
            enumerated=is_summed,
        )
        is_other = generated and node.summed
        suffix = "_prior" if is_other else self._suffix_of_law(node, law, branch, phase)
        return self.add(draw, suffix)

    def _suffix_of_law(
        self, node: Node, law: object, branch: int | None, phase: Phase | None
    ) -> str:
        if isinstance(law, DataLaw):
            indicator = self.schematic.nodes.get(law.by or "")
            return f"_{indicator.space.labels[branch]}" if indicator and branch is not None else ""
        if phase is not None:
            return "_sleep" if phase is Phase.SLEEP else ""
        return "_prior" if node.name in self.schematic.dashed_into else ""

    def infer(self, factor: Factor, given: Iterable[str], phase: Phase | None) -> str:
        """The draw that follows a dashed factor. In wake–sleep no gradient passes through it."""
        parents = tuple(given)
        estimator = _estimator(factor, phase)
        draw = Draw(
            name="",
            node=factor.child,
            origin=Origin.INFERRED,
            law=factor.law,
            factor=factor,
            given=parents,
            mean=factor.hollow,
            detached=phase is not None,
            estimator=estimator,
            phase=phase,
            enumerated=bool(estimator) and ESTIMATORS[estimator].enumerates,
            relaxed=bool(estimator) and ESTIMATORS[estimator].relaxes,
        )
        inherited = [self.suffixes[parent] for parent in parents]
        special = next((s for s in inherited if s not in ("", "_prior")), "")
        if phase is Phase.SLEEP:
            special = "_sleep"
        elif not special and self.schematic.nodes[factor.child].is_partly_observed:
            special = "_inferred"
        elif not special and self.schematic.nodes[factor.child].is_data:
            special = "_fake"
        return self.add(draw, special)

    def marginals(self, game: Factor, of: str) -> str:
        """A draw whose elements are those of another, each permuted over the batch on its own."""
        made = self.draws[of]
        draw = Draw(
            name="",
            node=made.node,
            origin=Origin.MARGINALS,
            law=game.law,
            factor=game,
            given=(of,),
            detached=True,
            estimator=DETACHED,
            relaxed=made.mean or made.relaxed,
        )
        return self.add(draw, "_marginals")

    def generate(self, factor: Factor, given: Iterable[str], *, mean: bool) -> str:
        """The draw that follows a solid factor, without gradient."""
        draw = Draw(
            name="",
            node=factor.child,
            origin=Origin.GENERATED,
            law=factor.law,
            factor=factor,
            given=tuple(given),
            mean=mean or factor.hollow,
            detached=True,
            estimator="" if mean or factor.hollow else DETACHED,
        )
        return self.add(draw, "_generated")

    def predict(self, factor: Factor, given: Iterable[str]) -> str:
        """The value that a map predicts, through which gradient passes."""
        parents = tuple(given)
        draw = Draw(
            name="",
            node=factor.child,
            origin=Origin.PREDICTED,
            law=factor.law,
            factor=factor,
            given=parents,
            mean=True,
        )
        return self.add(draw, "_predicted")


def infer(
    pool: Pool,
    schematic: Schematic,
    run: Pass,
    *,
    branch: int | None = None,
    phase: Phase | None = None,
    instead: Values | None = None,
    missing: Collection[str] = (),
) -> Values:
    """The draw of each node in one pass, in a branch of y or a phase of wake–sleep.

    Args:
        pool: the draws so far; new ones are added to it.
        schematic: whose dashed arrows are followed.
        run: the pass.
        branch: the value of y. Data that exist only `when` y has another value are left out, and so
            is what is inferred from them.
        phase: wake or sleep, in which no gradient passes through a sample.
        instead: draws that stand for some roots.
        missing: further data that are left out.
    """
    values = dict(instead or {})
    for name, node in schematic.nodes.items():
        if name in run.inferred or name in values or name in missing or node.law is None:
            continue
        if not is_missing(node, branch):
            values[name] = pool.from_law(node, branch, phase)
    for name, factor in run.inferred.items():
        if all(parent in values for parent in factor.parents):
            given = (values[parent] for parent in factor.parents)
            values[name] = pool.infer(factor, given, phase)
    return values


def repeated_draws(pool: Pool, run: Pass, values: Values) -> Iterator[Draw]:
    """The draws of a pass with several samples, and what is inferred from them."""
    found: set[str] = set()
    for node, factor in run.inferred.items():
        draw = pool.draws[values[node]] if node in values else None
        if draw is not None and (factor.attributes.samples > 1 or found & set(draw.given)):
            found.add(draw.name)
            yield draw


def _estimator(factor: Factor, phase: Phase | None) -> str:
    """The estimator of an inferred draw: what its arrow says, none for a mean."""
    if factor.hollow:
        return ""
    return factor.attributes.gradient if phase is None else DETACHED


def is_missing(node: Node, branch: int | None) -> bool:
    """Whether a data node has no examples in this branch of y."""
    law = node.law
    return isinstance(law, DataLaw) and law.when is not None and law.when[1] != branch


def generate(pool: Pool, targets: Iterable[str]) -> Values:
    """Draws of the targets along the solid arrows, and of all that they are generated from.

    The targets themselves are draws for binary and cat nodes and means for real and unit ones
    (rule 5); what lies between is sampled.
    """
    schematic = pool.schematic
    into = schematic.solid_into
    wanted = tuple(targets)
    values: dict[str, str] = {}
    for name in _ancestry(into, schematic, wanted):
        node = schematic.nodes[name]
        if not _is_generated(node, into):
            values[name] = pool.from_law(node, None, None, generated=True)
            continue
        mean = name in wanted and KINDS[node.space.kind].by_mean
        factor = predicting(schematic, into[name])
        given = (values[parent] for parent in factor.parents)
        values[name] = pool.generate(factor, given, mean=mean)
    return values


def _is_generated(node: Node, into: Mapping[str, Factor]) -> bool:
    return node.name in into and node.prior is None


def _ancestry(into: Mapping[str, Factor], schematic: Schematic, wanted: Iterable[str]) -> list[str]:
    """The targets and what they are generated from, parents first."""
    order: list[str] = []
    seen: set[str] = set()
    stack = [(name, False) for name in wanted]
    while stack:
        name, done = stack.pop()
        if done:
            order.append(name)
        elif name not in seen:
            seen.add(name)
            stack.append((name, True))
            if _is_generated(schematic.nodes[name], into):
                stack.extend((parent, False) for parent in into[name].parents)
    return order
