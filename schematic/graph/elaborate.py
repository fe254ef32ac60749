"""Tree → Schematic: names resolved, numbers filled in, families chosen; every finding at once.

A statement that cannot be elaborated is left out, and the names in it are *excused*: no later
finding complains of what it would have said.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import networkx as nx

from schematic.diagnostics import Diagnostic, Span
from schematic.families import FAMILIES, Kind, own_family
from schematic.graph import errors
from schematic.graph.names import ascii_name
from schematic.graph.options import ACTIVATIONS, ATTRIBUTES, CONSTRUCTORS, with_attribute
from schematic.graph.schematic import (
    Attributes,
    DataLaw,
    Distribution,
    Factor,
    Net,
    NetRef,
    Node,
    Role,
    Schedule,
    Schematic,
    Space,
)
from schematic.syntax import tree

Shapes = Mapping[str, tuple[int, ...]]
Settings = Mapping[str, float]
LARGEST_NODE = 2**31


def elaborate(
    parsed: tree.Tree, settings: Settings | None = None, shapes: Shapes | None = None
) -> tuple[Schematic, tuple[Diagnostic, ...], frozenset[str]]:
    """The schematic of a tree, what is wrong with it, and the names that are excused.

    Args:
        parsed: the statements.
        settings: values that override `let` lines (`--set d=128`).
        shapes: event shapes for nodes that have none of their own (`--shape x=1,28,28`).
    """
    builder = _Elaboration(parsed, dict(settings or {}), dict(shapes or {}))
    return builder.run()


@dataclass
class _Elaboration:
    """The state of one elaboration: what was found so far, in order of appearance."""

    parsed: tree.Tree
    settings: dict[str, float]
    shapes: dict[str, tuple[int, ...]]
    lets: dict[str, float] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    factors: list[Factor] = field(default_factory=list)
    nets: dict[str, Net] = field(default_factory=dict)
    declared: dict[tuple[str, str], Span] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)
    excused: set[str] = field(default_factory=set)

    def run(self) -> tuple[Schematic, tuple[Diagnostic, ...], frozenset[str]]:
        """Each kind of statement in turn: numbers, nodes, nets, factors."""
        title, schedule = self._model(), self._schedule()
        for line in self._lines(tree.LetLine):
            self._let(line)
        for unknown in self.settings.keys() - self.lets.keys():
            self.findings.append(errors.unknown_number(None, unknown, self.lets))
        for line in self._lines(tree.NodeLine):
            self._node(line)
        for line in self._lines(tree.NodeLine):
            self._condition(line)
        for name in self.shapes.keys() - self.nodes.keys() - self.excused:
            self.findings.append(errors.unknown_node(Span(0, 0), name, self.nodes))
        for line in self._lines(tree.NetLine):
            self._net(line)
        for line in self._lines(tree.FactorLine):
            self._factor(line)
        schematic = Schematic(
            name=title[0],
            title=title[1],
            graph=draw(self.nodes.values(), self.factors),
            nets=MappingProxyType(self.nets),
            schedule=schedule,
            lets=MappingProxyType(self.lets),
            source=self.parsed.source,
        )
        return schematic, tuple(self.findings), frozenset(self.excused)

    def _lines(self, kind: type[Any]) -> list[Any]:
        return [s for s in self.parsed.statements if isinstance(s, kind)]

    def _once(self, what: str, name: str, span: Span) -> bool:
        """Whether this is the first declaration of a name; a finding if not."""
        before = self.declared.setdefault((what, name), span)
        if before is span:
            return True
        line, _ = self.parsed.source.position(before.start)
        self.findings.append(errors.declared_twice(span, what, name, line))
        return False

    def _model(self) -> tuple[str, str | None]:
        lines: list[tree.ModelLine] = self._lines(tree.ModelLine)
        for line in lines:
            self._once("the model", "", line.span)
        if lines:
            return lines[0].name.text, lines[0].title
        stem = Path(self.parsed.source.name).stem
        return (stem if stem.isidentifier() else "Model"), None

    def _schedule(self) -> Schedule:
        chosen = Schedule.TOGETHER
        for line in self._lines(tree.TrainLine):
            known = {schedule.value: schedule for schedule in Schedule}
            if line.schedule.text not in known:
                span, text = line.schedule.span, line.schedule.text
                self.findings.append(errors.unknown_schedule(span, text, known))
            elif self._once("the schedule", "", line.span):
                chosen = known[line.schedule.text]
        return chosen

    def _let(self, line: tree.LetLine) -> None:
        name = ascii_name(line.name.text)
        if self._once("number", name, line.name.span):
            self.lets[name] = self.settings.get(name, line.value.value)

    def _number(self, part: tree.Number | tree.Name) -> float | None:
        """The value of a number or of a `let` name; None (and a finding) if there is none."""
        if isinstance(part, tree.Number):
            if math.isfinite(part.value):
                return part.value
            self.findings.append(
                errors.wrong_value(part.span, part.text, "infinite", "a finite number")
            )
            return None
        name = ascii_name(part.text)
        if name not in self.lets:
            self.findings.append(errors.unknown_number(part.span, part.text, self.lets))
            return None
        return self.lets[name]

    # Nodes

    def _node(self, line: tree.NodeLine) -> None:
        name = ascii_name(line.name.text)
        if not self._once("node", name, line.name.span):
            return
        space = self._space(line)
        if space is None:
            self.excused.add(name)
            return
        if space.shape is None and name in self.shapes:
            space = replace(space, shape=self.shapes[name])
        elif name in self.shapes and self.shapes[name] != space.shape:
            self.findings.append(
                errors.wrong_value(line.type.span, name, list(self.shapes[name]), f"shape {space}")
            )
        law = self._law(line, name, space)
        self.nodes[name] = Node(name, Role(line.role), space, law, line.span)

    def _space(self, line: tree.NodeLine) -> Space | None:
        written = line.type
        if (line.role == "indicator") != isinstance(written, tree.LabelsType):
            wants = "labels" if line.role == "indicator" else "a type such as real[8]"
            message = f"{line.role} `{line.name.text}` takes {wants}"
            self.findings.append(errors.bad_labels(written.span, message))
            return None
        if isinstance(written, tree.LabelsType):
            labels = tuple(label.text for label in written.labels)
            if len(set(labels)) != 2 or len(labels) != 2:
                self.findings.append(errors.bad_labels(written.span, "y has two labels, not these"))
                return None
            return Space(Kind.LABEL, (), labels=labels)
        return self._measure(written)

    def _measure(self, written: tree.SpaceType) -> Space | None:
        kinds = {kind.value: kind for kind in Kind if kind is not Kind.LABEL}
        kind = kinds.get(written.kind.text)
        if kind is None:
            cure = errors.did_you_mean(written.kind.text, kinds)
            message = f"no type is called `{written.kind.text}`"
            self.findings.append(errors.bad_type(written.span, message, cure))
            return None
        sizes = [self._size(size) for size in written.sizes or ()]
        if None in sizes:
            return None
        whole = tuple(size for size in sizes if size is not None)
        if kind is not Kind.CAT:
            return self._bounded(written, Space(kind, whole or None))
        if len(whole) != 1 or whole[0] < 2:
            message = "`cat` needs the number of its classes, from 2"
            self.findings.append(errors.bad_type(written.span, message, "write `cat[10]`"))
            return None
        return Space(kind, (), classes=whole[0])

    def _bounded(self, written: tree.SpaceType, space: Space) -> Space | None:
        if math.prod(space.shape or ()) < LARGEST_NODE:
            return space
        message = f"{space} has more than {LARGEST_NODE:,} elements"
        self.findings.append(errors.bad_type(written.span, message, "make it smaller"))
        return None

    def _size(self, part: tree.Number | tree.Name) -> int | None:
        value = self._number(part)
        if value is None:
            return None
        if value != int(value) or value < 1:
            message = f"{value:g} is no size"
            self.findings.append(errors.bad_type(part.span, message, "a whole number from 1"))
            return None
        return int(value)

    def _law(self, line: tree.NodeLine, name: str, space: Space) -> DataLaw | Distribution | None:
        law = line.law
        if line.role == "indicator":
            if law is not None:
                self.findings.append(errors.bad_labels(law.span, "an indicator is uniform already"))
            return None
        if line.role == "visible":
            if isinstance(law, tree.DataLaw):
                return DataLaw()  # its conditions are filled in once all nodes are known
            message = f"visible `{name}` does not follow the data"
            cure = f"write `visible {name} : {space} ~ data`, or make it latent"
            self.findings.append(errors.law_of_role(line.span, message, cure))
            return DataLaw()
        if isinstance(law, tree.DataLaw):
            message = f"latent `{name}` cannot follow the data"
            cure = "make it visible, or give it a prior: `~ Normal(0, 1)`"
            self.findings.append(errors.law_of_role(law.span, message, cure))
            return None
        return None if law is None else self._distribution(law, name, space)

    def _condition(self, line: tree.NodeLine) -> None:
        name = ascii_name(line.name.text)
        if not isinstance(line.law, tree.DataLaw) or name not in self.nodes:
            return
        by = when = None
        if line.law.by is not None and self._indicator(line.law.by):
            by = ascii_name(line.law.by.text)
        if line.law.when is not None:
            indicator, label = line.law.when
            node = self._indicator(indicator)
            if node and label.text not in node.space.labels:
                cure = errors.did_you_mean(label.text, node.space.labels)
                message = f"`{label.text}` is no label of {node.name}"
                self.findings.append(errors.bad_condition(label.span, message, cure))
            elif node:
                when = (node.name, node.space.labels.index(label.text))
        self.nodes[name] = replace(self.nodes[name], law=DataLaw(by, when))

    def _indicator(self, name: tree.Name) -> Node | None:
        node = self.nodes.get(ascii_name(name.text))
        if node is not None and node.role is Role.INDICATOR:
            return node
        if ascii_name(name.text) not in self.excused:
            cure = f"declare it: `indicator {name.text} : {{target, source}}`"
            message = f"`{name.text}` is no indicator"
            self.findings.append(errors.bad_condition(name.span, message, cure))
        return None

    # Distributions

    def _distribution(self, call: tree.Call, child: str, space: Space) -> Distribution | None:
        """A family with its arguments, made sure of; None (and findings) if it is none."""
        family = FAMILIES.get(call.name.text)
        if family is None:
            span, text = call.name.span, call.name.text
            self.findings.append(errors.unknown_family(span, text, FAMILIES, self.nets))
            return None
        if space.kind not in family.kinds:
            fitting = ", ".join(f.name for f in FAMILIES.values() if space.kind in f.kinds)
            self.findings.append(
                errors.wrong_family(call.span, family.name, child, str(space), fitting)
            )
            return None
        arguments = tuple(
            self._reference(part) if isinstance(part, tree.Reference) else self._number(part)  # type: ignore[arg-type]
            for part in call.arguments
        )
        if None in arguments:
            return None
        known = tuple(a for a in arguments if a is not None) or tuple(family.defaults)
        law = Distribution(family.name, known)
        if family.form(law.sorts) is None:
            forms = " or ".join(
                f"{family.name}({', '.join('G[θ]' if a == 'net' else '1' for a in f.arguments)})"
                for f in family.forms
            )
            sorts = ", ".join(f"a {sort}" for sort in law.sorts)
            self.findings.append(errors.wrong_arguments(call.span, family.name, sorts, forms))
            return None
        return law if self._in_range(call, law) else None

    def _in_range(self, call: tree.Call, law: Distribution) -> bool:
        """Whether scales are positive, probabilities within (0, 1) and intervals not empty."""
        row = law.row
        values = dict(zip(row.arguments, law.arguments, strict=False))
        for name, value in values.items():
            if isinstance(value, NetRef):
                continue
            wants = ""
            if name in row.positive and value <= 0:
                wants = "a number above 0"
            if name in row.probability and not 0 < value < 1:
                wants = "a number between 0 and 1"
            if name == "high" and value <= float(values["low"]):  # type: ignore[arg-type]
                wants = "a number above `low`"
            if wants:
                self.findings.append(errors.wrong_value(call.span, name, f"{value:g}", wants))
                return False
        return True

    def _reference(self, part: tree.Reference) -> NetRef:
        return NetRef(ascii_name(part.net.text), ascii_name(part.group.text), part.span)

    # Factors

    def _factor(self, line: tree.FactorLine) -> None:
        names = (*line.parents, line.child)
        unknown = [n for n in names if ascii_name(n.text) not in self.nodes]
        for name in unknown:
            if ascii_name(name.text) not in self.excused:
                self.findings.append(errors.unknown_node(name.span, name.text, self.nodes))
        law = None if unknown else self._value(line)
        if law is None:
            self.excused.update(ascii_name(name.text) for name in names)
            return
        if line.equals != line.arrow.hollow:
            shown = f"{', '.join(p.text for p in line.parents)} {line.arrow.value} {line.child.text}"
            self.findings.append(
                errors.sign_against_head(line.span, line.arrow.hollow, line.arrow.value, shown)
            )
        factor = Factor(
            parents=tuple(ascii_name(parent.text) for parent in line.parents),
            child=ascii_name(line.child.text),
            dashed=line.arrow.dashed,
            hollow=line.arrow.hollow,
            red=line.arrow.red,
            law=law,
            span=line.span,
            arrow_span=line.arrow_span,
        )
        self.factors.append(replace(factor, attributes=self._attributes(line, factor)))

    def _value(self, line: tree.FactorLine) -> Distribution | None:
        child = self.nodes[ascii_name(line.child.text)]
        if isinstance(line.value, tree.Reference):
            return Distribution(own_family(child.space.kind).name, (self._reference(line.value),))
        if line.arrow.hollow and line.equals:
            known = line.value.name.text in FAMILIES
            self.findings.append(
                errors.value_is_a_net(line.value.span, line.value.name.text)
                if known
                else errors.unknown_family(
                    line.value.span, line.value.name.text, FAMILIES, [line.value.name.text]
                )
            )
            return None
        return self._distribution(line.value, child.name, child.space)

    def _attributes(self, line: tree.FactorLine, factor: Factor) -> Attributes:
        attributes = Attributes()
        seen: set[str] = set()
        for setting in line.attributes:
            name = setting.name.text
            option = ATTRIBUTES.get(name)
            if name in seen:
                at, _ = self.parsed.source.position(setting.span.start)
                self.findings.append(errors.declared_twice(setting.span, "attribute", name, at))
            elif option is None or not option.fits(factor):
                fitting = [key for key, row in ATTRIBUTES.items() if row.fits(factor)]
                where = f"the arrow `{factor.arrow}`"
                self.findings.append(errors.unknown_option(setting.span, name, where, fitting))
            else:
                value = self._setting(setting)
                if option.accepts(value):
                    attributes = with_attribute(attributes, name, value)
                else:
                    shown = "without a value" if value is None else value
                    self.findings.append(
                        errors.wrong_value(setting.span, name, shown, option.takes)
                    )
            seen.add(name)
        return attributes

    def _setting(self, setting: tree.Setting) -> float | str | None:
        """The value of an attribute: a number, a `let` name's number, or a word."""
        if isinstance(setting.value, tree.Name):
            return self.lets.get(ascii_name(setting.value.text), setting.value.text)  # type: ignore[arg-type]
        return None if setting.value is None else self._number(setting.value)

    # Nets

    def _net(self, line: tree.NetLine) -> None:
        name = ascii_name(line.name.text)
        if not self._once("net", name, line.name.span):
            return
        constructor = line.constructor.name.text
        if constructor not in CONSTRUCTORS:
            self.findings.append(
                errors.unknown_constructor(line.constructor.span, constructor, CONSTRUCTORS)
            )
            constructor = "mlp"
        sizes: list[int] = []
        activation = "relu"
        for part in line.constructor.arguments:
            if isinstance(part, tree.Setting):
                activation = self._activation(part, activation)
            elif (size := self._size(part)) is not None:  # type: ignore[arg-type]
                sizes.append(size)
        trunk = ascii_name(line.trunk.text) if line.trunk else None
        self.nets[name] = Net(name, constructor, tuple(sizes), activation, trunk, line.span)

    def _activation(self, setting: tree.Setting, default: str) -> str:
        if setting.name.text != "act":
            span, text = setting.name.span, setting.name.text
            self.findings.append(errors.unknown_option(span, text, "a net", ["act"]))
            return default
        chosen = setting.value.text if isinstance(setting.value, tree.Name) else ""
        if chosen not in ACTIVATIONS:
            wants = ", ".join(ACTIVATIONS)
            shown = setting.value.text if setting.value else "without a value"
            self.findings.append(errors.wrong_value(setting.span, "act", shown, wants))
            return default
        return chosen


def draw(nodes: Any, factors: list[Factor]) -> nx.MultiDiGraph[str]:
    """The frozen graph of some nodes and factors: an edge from each parent, keyed by position."""
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in nodes:
        graph.add_node(node.name, node=node)
    for position, factor in enumerate(factors):
        for parent in dict.fromkeys(factor.parents):
            graph.add_edge(parent, factor.child, key=position, factor=factor)
    return nx.freeze(graph)
