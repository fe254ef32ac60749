"""Schematic → queries: the draws that compute one node from others.

`sample`, `infer` and `reconstruct` are queries. Each walks from its target back along factors until
it meets values that are given, or laws that can be drawn from. Generation prefers solid arrows and
inference dashed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from schematic.diagnostics import SchematicError
from schematic.families import KINDS, Kind
from schematic.graph import Factor, Node, Role, Schematic
from schematic.graph.diffusions import Diffusion, reversed_by
from schematic.graph.features import predicting
from schematic.objective import query_findings
from schematic.objective.terms import Draw, Origin
from schematic.once import once

LONGEST = 150
"""The most nodes on the way to a target: each becomes lines of the emitted model."""


@dataclass(frozen=True)
class Query:
    """How a node is computed from others.

    Attributes:
        target: the node.
        needs: the nodes whose values must be given.
        draws: what is given and what is made of it, in order; the last one is the answer.
    """

    target: str
    needs: tuple[str, ...]
    draws: tuple[Draw, ...]


def samples(schematic: Schematic) -> tuple[Query, ...]:
    """How each data node is generated from priors; other data must be given.

    Classes come last, wherever they are written: `sample` makes the first, and a class that is
    computed from an example is a prediction rather than a sample.

    Raises:
        SchematicError: a chain is too long to be written out (SGM611).
    """
    data = (node for node in schematic.nodes.values() if node.is_data)
    return _queries(schematic, _sample, sorted(data, key=lambda n: n.space.kind is Kind.CAT))


def inferences(schematic: Schematic) -> tuple[Query, ...]:
    """How each node is inferred: its mean given the roots that it depends on.

    Raises:
        SchematicError: a chain is too long to be written out (SGM611).
    """
    nodes = (n for n in schematic.nodes.values() if n.role is not Role.INDICATOR)
    return _queries(schematic, _infer, nodes)


def reconstructions(schematic: Schematic) -> tuple[Query, ...]:
    """How each data node is computed from what is inferred from itself.

    Raises:
        SchematicError: a chain is too long to be written out (SGM611).
    """
    return _queries(schematic, _reconstruct, (n for n in schematic.nodes.values() if n.is_data))


def _queries(
    schematic: Schematic,
    make: Callable[[Schematic, Node], Query | None],
    nodes: Iterable[Node],
) -> tuple[Query, ...]:
    found = (make(schematic, node) for node in nodes)
    return tuple(query for query in found if query is not None)


def _sample(schematic: Schematic, node: Node) -> Query | None:
    walk = _Walk(schematic, dashed_first=False, draws_priors=True)
    return walk.query(node, mean=KINDS[node.space.kind].by_mean)


def _infer(schematic: Schematic, node: Node) -> Query | None:
    return _Walk(schematic, dashed_first=True, draws_priors=False).query(node, mean=True)


def _reconstruct(schematic: Schematic, node: Node) -> Query | None:
    for factor in _into(schematic, node.name, dashed_first=False):
        walk = _Walk(schematic, dashed_first=True, draws_priors=None)
        if query := walk.follow(node, factor, mean=True):
            return query if node.name in query.needs else None
    return None


def _into(schematic: Schematic, name: str, *, dashed_first: bool) -> list[Factor]:
    into = _arrows(schematic).get(name, [])
    return sorted(into, key=lambda factor: factor.dashed != dashed_first)


@once
def _arrows(schematic: Schematic) -> Mapping[str, list[Factor]]:
    """The arrows into each node, but for red ones, in the order in which they are written."""
    found: dict[str, list[Factor]] = {}
    for factor in (*schematic.factors, *schematic.inverses):
        if not factor.red:
            found.setdefault(factor.child, []).append(factor)
    return found


@dataclass
class _Walk:
    """One walk back from a target.

    Attributes:
        dashed_first: whether inference goes before generation.
        draws_priors: priors are drawn (True), must be given (False), or may not be used (None).
    """

    schematic: Schematic
    dashed_first: bool
    draws_priors: bool | None
    draws: dict[str, Draw] = field(default_factory=dict)
    visiting: set[str] = field(default_factory=set)

    def query(self, node: Node, *, mean: bool) -> Query | None:
        """The query that follows the first factor into the node that can be followed."""
        for factor in _into(self.schematic, node.name, dashed_first=self.dashed_first):
            self.visiting = {node.name}
            if query := self.follow(node, factor, mean=mean):
                return query
        return None

    def follow(self, node: Node, factor: Factor, *, mean: bool) -> Query | None:
        """The query that ends with this factor."""
        self.draws = {}
        back = reversed_by(self.schematic, factor) if factor.attributes.predict else None
        if back is not None and self.draws_priors:
            return self._reversed(node, factor, back)
        if not all(self._value(parent) for parent in factor.parents):
            return None
        return self._ended(node, self._made(self._free(f"{node.name}_out"), factor, mean=mean))

    def _reversed(self, node: Node, factor: Factor, back: Diffusion) -> Query | None:
        """The query that goes back along a diffusion, from noise to the node."""
        others = tuple(p for p in factor.parents if p not in (back.noisy, back.level))
        if not all(self._value(parent) for parent in others):
            return None
        name = self._free(f"{node.name}_out")
        return self._ended(
            node, Draw(name, node.name, Origin.REVERSED, factor.law, factor, given=others)
        )

    def _ended(self, node: Node, answer: Draw) -> Query:
        """The query that ends with this draw."""
        draws = (*self._behind(answer), answer)
        needs = tuple(draw.node for draw in draws if draw.origin is Origin.GIVEN)
        return Query(node.name, needs, draws)

    def _behind(self, answer: Draw) -> Iterator[Draw]:
        """The draws that an answer is made of, in order; those of ways given up are left out."""
        wanted, stack = set[str](), list(answer.given)
        while stack:
            name = stack.pop()
            if name not in wanted:
                wanted.add(name)
                stack.extend(self.draws[name].given)
        return (draw for name, draw in self.draws.items() if name in wanted)

    def _free(self, wish: str) -> str:
        name, number = wish, 2
        while name in self.schematic.nodes:
            name, number = f"{wish}_{number}", number + 1
        return name

    def _value(self, name: str) -> bool:
        """Make sure that a node has a value; False if there is no way to it.

        Raises:
            SchematicError: the way is too long to be written out (SGM611).
        """
        if name in self.draws:
            return True
        node = self.schematic.nodes[name]
        is_given = node.is_data and not node.is_partly_observed
        if is_given and name not in self.visiting:
            return self._give(node)
        if name in self.visiting:
            return False
        self.visiting.add(name)
        if len(self.visiting) > LONGEST:
            finding = query_findings.too_deep(node, LONGEST)
            raise SchematicError([finding], self.schematic.source)
        found = any(way(node) for way in self._ways())
        self.visiting.discard(name)
        return found

    def _ways(self) -> Iterator[Callable[[Node], bool]]:
        """What is tried for a node, in order: its own law, or a factor into it."""
        ways = (self._root, self._inner)
        yield from ways if self.draws_priors else reversed(ways)

    def _give(self, node: Node) -> bool:
        assert node.law is not None
        self.draws[node.name] = Draw(node.name, node.name, Origin.GIVEN, node.law, None)
        return True

    def _root(self, node: Node) -> bool:
        prior = node.prior
        if prior is None or self.draws_priors is None:
            return False
        if not self.draws_priors:
            return self._give(node)
        self.draws[node.name] = Draw(node.name, node.name, Origin.LAW, prior, None)
        return True

    def _inner(self, node: Node) -> bool:
        for factor in _into(self.schematic, node.name, dashed_first=self.dashed_first):
            if all(self._value(parent) for parent in factor.parents):
                by_mean = self.draws_priors is None and KINDS[node.space.kind].by_mean
                self.draws[node.name] = self._made(node.name, factor, mean=by_mean)
                return True
        return False

    def _made(self, name: str, factor: Factor, *, mean: bool) -> Draw:
        origin = Origin.INFERRED if factor.dashed else Origin.GENERATED
        factor = predicting(self.schematic, factor)
        return Draw(
            name,
            factor.child,
            origin,
            factor.law,
            factor,
            given=factor.parents,
            mean=mean or factor.hollow,
        )
