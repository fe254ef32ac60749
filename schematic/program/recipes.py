"""Schematic → recipes: how a node is sampled, inferred or reconstructed from others.

A recipe walks from its target back along factors until it meets values that are given or laws
that can be drawn from. Generation prefers solid arrows, inference dashed ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from schematic.diagnostics import SchematicError
from schematic.families import Kind
from schematic.graph import Distribution, Factor, Node, Role, Schematic
from schematic.program import program_findings as errors
from schematic.program.laws import axis_of, constants_of, named_raw
from schematic.program.names import Namer, variable
from schematic.program.ops import LIKE, NUMBER, Evaluate, Mean, Op, Prior, Recipe, Sample, Use

LONGEST = 150  # nodes on the way to a target
Maker = Callable[[Schematic, frozenset[str], Node], Recipe | None]


def plan_samples(schematic: Schematic, bound: frozenset[str]) -> tuple[Recipe, ...]:
    """How each data node is generated from priors; other data must be given."""
    return _recipes(schematic, bound, _sample, [n for n in schematic.nodes.values() if n.is_data])


def plan_infers(schematic: Schematic, bound: frozenset[str]) -> tuple[Recipe, ...]:
    """How each node is inferred: its mean given the roots it depends on."""
    nodes = [n for n in schematic.nodes.values() if n.role is not Role.INDICATOR]
    return _recipes(schematic, bound, _infer, nodes)


def plan_reconstructs(schematic: Schematic, bound: frozenset[str]) -> tuple[Recipe, ...]:
    """How each data node is computed from what is inferred from itself."""
    data = [n for n in schematic.nodes.values() if n.is_data]
    return _recipes(schematic, bound, _reconstruct, data)


def _recipes(
    schematic: Schematic, bound: frozenset[str], make: Maker, nodes: Iterable[Node]
) -> tuple[Recipe, ...]:
    found = (make(schematic, bound, node) for node in nodes)
    return tuple(recipe for recipe in found if recipe is not None)


def _sample(schematic: Schematic, bound: frozenset[str], node: Node) -> Recipe | None:
    walk = _Walk(schematic, bound, dashed_first=False, draws_priors=True)
    is_mean = node.space.kind in (Kind.REAL, Kind.UNIT)
    return walk.recipe(node, mean=is_mean)


def _infer(schematic: Schematic, bound: frozenset[str], node: Node) -> Recipe | None:
    return _Walk(schematic, bound, dashed_first=True, draws_priors=False).recipe(node, mean=True)


def _reconstruct(schematic: Schematic, bound: frozenset[str], node: Node) -> Recipe | None:
    for factor in _into(schematic, node.name, dashed_first=False):
        walk = _Walk(schematic, bound, dashed_first=True, draws_priors=None)
        if recipe := walk.follow(node, factor, mean=True):
            return recipe if node.name in recipe.needs else None
    return None


def _into(schematic: Schematic, name: str, *, dashed_first: bool) -> list[Factor]:
    into = [f for f in schematic.factors if f.child == name and not f.red]
    return sorted(into, key=lambda factor: factor.dashed != dashed_first)


@dataclass
class _Walk:
    """One walk back from a target.

    Attributes:
        dashed_first: whether inference goes before generation.
        draws_priors: priors are drawn (True), must be given (False), or may not be used (None).
    """

    schematic: Schematic
    bound: frozenset[str]
    dashed_first: bool
    draws_priors: bool | None
    ops: list[Op] = field(default_factory=list)
    values: dict[str, bool] = field(default_factory=dict)
    needs: list[str] = field(default_factory=list)
    visiting: set[str] = field(default_factory=set)
    names: Namer = field(default_factory=lambda: Namer(set()))

    def recipe(self, node: Node, *, mean: bool) -> Recipe | None:
        """The first factor into the node that can be followed."""
        for factor in _into(self.schematic, node.name, dashed_first=self.dashed_first):
            self.visiting = {node.name}
            if recipe := self.follow(node, factor, mean=mean):
                return recipe
        return None

    def follow(self, node: Node, factor: Factor, *, mean: bool) -> Recipe | None:
        """The recipe that ends with this factor."""
        self.ops, self.values, self.needs = [], {}, []
        self.names = Namer({variable(name) for name in self.schematic.nodes})
        if not all(self._value(parent) for parent in factor.parents):
            return None
        result = self.names(f"{node.name}_out")
        self._apply(factor, result, mean=mean)
        return Recipe(node.name, tuple(self.needs), tuple(self.ops), result)

    def _value(self, name: str) -> bool:
        """Make sure that a node has a value; False if there is no way to it.

        Raises:
            SchematicError: the way is too long to be written out (SGM611).
        """
        if name in self.values:
            return True
        node = self.schematic.nodes[name]
        if node.is_data and name not in self.visiting:
            self.needs.append(name)
            self.values[name] = True
            return True
        if name in self.visiting:
            return False
        self.visiting.add(name)
        if len(self.visiting) > LONGEST:
            finding = errors.too_deep(node, LONGEST)
            raise SchematicError([finding], self.schematic.source)
        found = self._root(node) if self.draws_priors else self._inner(node) or self._root(node)
        found = found or (bool(self.draws_priors) and self._inner(node))
        self.visiting.discard(name)
        return found

    def _inner(self, node: Node) -> bool:
        for factor in _into(self.schematic, node.name, dashed_first=self.dashed_first):
            if all(self._value(parent) for parent in factor.parents):
                is_mean = factor.hollow or (
                    self.draws_priors is None and node.space.kind in (Kind.REAL, Kind.UNIT)
                )
                self._apply(factor, variable(node.name), mean=is_mean)
                self.values[node.name] = not is_mean
                return True
        return False

    def _root(self, node: Node) -> bool:
        if not isinstance(node.law, Distribution) or self.draws_priors is None:
            return False
        self.values[node.name] = True
        if self.draws_priors:
            numbers = constants_of(node.law, node)
            shape, kernel = node.space.shape or (), node.law.form.draw
            name = variable(node.name)
            noise = (node.name,)
            self.ops.append(Prior(name, kernel, shape, numbers, NUMBER, LIKE, noise))
        else:
            self.needs.append(node.name)
        return True

    def _apply(self, factor: Factor, result: str, *, mean: bool) -> None:
        """Evaluate a factor's nets at values that are there, then its mean or a sample."""
        names: list[str] = []
        child = self.schematic.nodes[factor.child]
        for ref, mine in named_raw(factor, factor.child, self.names):
            names.extend(mine)
            net = self.schematic.nets.get(ref.net)
            trunk = net.trunk if net and ref.net not in self.bound else None
            uses = tuple(self._use(parent, ref.net) for parent in factor.parents)
            self.ops.append(Evaluate(mine, ref.net, uses, axis_of(child), trunk))
        numbers = () if factor.hollow else factor.law.numbers
        parameters: tuple[Use | float, ...] = (*map(Use, names), *numbers)
        form = factor.law.form
        if mean or factor.hollow:
            self.ops.append(Mean(result, form.mean, parameters))
        else:
            self.ops.append(Sample(result, form.draw, parameters, ((factor.child,),)))

    def _use(self, parent: str, net: str) -> Use:
        space = self.schematic.nodes[parent].space
        is_index = space.kind is Kind.CAT and self.values[parent] and net not in self.bound
        return Use(variable(parent), classes=space.classes if is_index else 0)
