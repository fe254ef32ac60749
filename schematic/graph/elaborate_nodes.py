"""`visible`, `latent` and `indicator` lines → nodes."""

from __future__ import annotations

import math
from dataclasses import replace

from schematic.diagnostics.certain import respelt
from schematic.families import KINDS, Kind
from schematic.graph import graph_findings as errors
from schematic.graph.elaborate_laws import elaborate_law
from schematic.graph.names import ascii_name
from schematic.graph.schematic import DataLaw, Distribution, Node, Role, Space
from schematic.graph.scope import LARGEST_SIZE, Scope
from schematic.syntax import tree
from schematic.syntax.write import write_statement

_KINDS = {kind.value: kind for kind in Kind if kind is not Kind.LABEL}


def elaborate_node(scope: Scope, line: tree.NodeLine) -> None:
    """Add a node to a scope. The conditions of its law are added later."""
    if not scope.is_first("node", line.name.text, line.name.span):
        return
    name = ascii_name(line.name.text)
    space = _labels(scope, line) if line.role == "indicator" else _space(scope, line)
    if space is None:
        scope.excuse([line.name])
        return
    law = _law(scope, line, space)
    node = Node(name, Role(line.role), space, law, False, line.span, line.name.span)
    scope.nodes[name] = _ruled(scope, line.law, node)


# Spaces


def _labels(scope: Scope, line: tree.NodeLine) -> Space | None:
    """The two labels of an indicator."""
    written = line.type
    if not isinstance(written, tree.LabelsType):
        why = "its values are two labels, not numbers"
        scope.report(errors.bad_labels(written.span, line.name.text, why))
        return None
    labels = tuple(ascii_name(label.text) for label in written.labels)
    if len(labels) == len(set(labels)) == 2:
        return Space(Kind.LABEL, (), labels=labels)
    why = f"it has two labels, not {len(labels)}"
    if len(labels) == 2:
        why = "its two labels are the same"
    scope.report(errors.bad_labels(written.span, line.name.text, why))
    return None


def _space(scope: Scope, line: tree.NodeLine) -> Space | None:
    """Where the values of a visible or a latent node live."""
    written = line.type
    if isinstance(written, tree.LabelsType):
        message = f"labels are for indicators, and `{line.name.text}` is {line.role}"
        cure = f"write `indicator {line.name.text}`, or give it a type such as `cat[2]`"
        scope.report(errors.bad_type(written.span, message, cure))
        return None
    kind = _KINDS.get(written.kind.text)
    if kind is None:
        message = f"no type is called `{written.kind.text}`"
        cure = errors.did_you_mean(written.kind.text, _KINDS)
        fix = respelt(written.kind.span, written.kind.text, _KINDS)
        scope.report(errors.bad_type(written.kind.span, message, cure, fix))
        return None
    sizes = [scope.size(size) for size in written.sizes or ()]
    whole = tuple(size for size in sizes if size is not None)
    if len(whole) < len(sizes):
        return None
    if kind is Kind.CAT:
        return _classes(scope, written, whole)
    return _shaped(scope, line, Space(kind, whole or None))


def _classes(scope: Scope, written: tree.SpaceType, sizes: tuple[int, ...]) -> Space | None:
    if len(sizes) == 1 and sizes[0] > 1:
        return Space(Kind.CAT, (), classes=sizes[0])
    message = "`cat` takes one number, how many classes it has: 2 or more"
    scope.report(errors.bad_type(written.span, message, "write `cat[10]` for ten classes"))
    return None


def _shaped(scope: Scope, line: tree.NodeLine, space: Space) -> Space | None:
    """The space with the shape it is given from outside, if its line has none."""
    name = ascii_name(line.name.text)
    copy = scope.copies.get(name)
    given = scope.shapes.get(name) or (scope.shapes.get(copy.stem) if copy else None)
    if given is not None and space.shape not in (None, given):
        scope.report(errors.other_shape(line.type.span, line.name.text, str(space), list(given)))
    if space.shape is None and given:
        space = replace(space, shape=given)
    unshaped = space.shape is None and line.role == "latent"
    unshaped = unshaped and ascii_name(line.name.text) not in scope.shaped_by
    if unshaped and not isinstance(line.law, tree.DataLaw | tree.PartlyLaw):
        scope.report(errors.no_shape(line.type.span, line.name.text, space.kind.value))
    if math.prod(space.shape or ()) <= LARGEST_SIZE:
        return space
    message = f"`{line.name.text}` has more than {LARGEST_SIZE:,} elements"
    scope.report(errors.bad_type(line.type.span, message, "make it smaller"))
    return None


def give_shapes(scope: Scope) -> None:
    """Give nodes that have no shape that of the parent which shapes them, once that has one."""
    for name, parent in scope.shaped_by.items():
        node, other = scope.nodes.get(name), scope.nodes.get(parent)
        if node is not None and other is not None and node.space.shape is None:
            scope.nodes[name] = replace(node, space=replace(node.space, shape=other.space.shape))


# Laws


def _law(scope: Scope, line: tree.NodeLine, space: Space) -> DataLaw | Distribution | None:
    match line.role, line.law:
        case "indicator", law:
            if law is not None:
                scope.report(errors.law_of_indicator(law.span, line.name.text))
            return None
        case "visible", tree.PartlyLaw(otherwise=otherwise):
            return DataLaw(otherwise=_prior(scope, line, otherwise, space))
        case "visible", law:
            if not isinstance(law, tree.DataLaw):
                _refuse_visible(scope, line)
            return DataLaw()
        case _, (tree.DataLaw() | tree.PartlyLaw()) as law:
            message = f"latent `{line.name.text}` cannot follow the data"
            cure = "make it visible, or give it a prior such as `~ Normal(0, 1)`"
            scope.report(errors.law_of_role(law.span, message, cure))
            scope.excuse([line.name])
            return None
        case _, tree.RuledLaw(law=law):
            return _prior(scope, line, law, space)
        case _, tree.Call() as law:
            return _prior(scope, line, law, space)
        case _:
            return None


def _refuse_visible(scope: Scope, line: tree.NodeLine) -> None:
    span = line.law.span if line.law else line.name.span
    data = tree.DataLaw(None, None, line.span)
    cure = f"write `{write_statement(replace(line, law=data))}`, or make it latent"
    message = f"visible `{line.name.text}` does not follow the data"
    scope.report(errors.law_of_role(span, message, cure))
    scope.excuse([line.name])


def _prior(scope: Scope, line: tree.NodeLine, law: tree.Call, space: Space) -> Distribution | None:
    prior = elaborate_law(scope, law, line.name.text, space)
    if prior is not None and prior.nets:
        message = f"the law of `{line.name.text}` names a net, which has nothing to start from"
        cure = f"give it numbers, or draw an arrow into `{line.name.text}`"
        scope.report(errors.law_of_role(law.span, message, cure))
        prior = None
    if prior is None:
        scope.excuse([line.name])
    return prior


# What braces behind a law say

SUM = "sum"


def _ruled(scope: Scope, law: object, node: Node) -> Node:
    """The node, `summed` if braces say so."""
    if not isinstance(law, tree.RuledLaw):
        return node
    for setting in law.attributes:
        name = setting.name.text
        if name != SUM or node.role is not Role.LATENT:
            known = [SUM] if node.role is Role.LATENT else []
            where = f"the law of a {node.role.value} node"
            scope.report(errors.unknown_option(setting.name.span, name, where, known))
        elif setting.value is not None:
            shown = setting.value.text
            scope.report(errors.wrong_value(setting.span, name, shown, "no value"))
        elif node.summed:
            at, _ = scope.source.position(law.attributes[0].span.start)
            scope.report(errors.declared_twice(setting.span, f"`{name}`", at, "give it once"))
        elif not KINDS[node.space.kind].discrete:
            scope.report(errors.not_summable(setting.span, node.name, node.space.kind.value))
        else:
            node = replace(node, summed=True)
    return node


# Conditions


def elaborate_condition(scope: Scope, line: tree.NodeLine) -> None:
    """Add `by y` and `when y = source` to a node that follows the data."""
    name = ascii_name(line.name.text)
    node = scope.nodes.get(name)
    law = line.law.data if isinstance(line.law, tree.PartlyLaw) else line.law
    if not isinstance(law, tree.DataLaw) or node is None or not node.is_data:
        return
    if node.name_span is not line.name.span:
        return
    if (law.by or law.when) and isinstance(line.law, tree.PartlyLaw):
        scope.report(errors.picked_in_part(line.law.span, node.name))
        scope.excuse([line.name])
        return
    by = _indicator(scope, line, law.by) if law.by else None
    when = _when(scope, line, *law.when) if law.when else None
    assert isinstance(node.law, DataLaw)
    scope.nodes[name] = replace(node, law=replace(node.law, by=by.name if by else None, when=when))


def _when(
    scope: Scope, line: tree.NodeLine, name: tree.Name, label: tree.Name
) -> tuple[str, int] | None:
    indicator = _indicator(scope, line, name)
    if indicator is None:
        return None
    labels = indicator.space.labels
    if ascii_name(label.text) in labels:
        return indicator.name, labels.index(ascii_name(label.text))
    message = f"`{label.text}` is not a label of `{name.text}`"
    cure = f"the labels of `{name.text}` are {errors.listed(labels)}"
    scope.report(errors.bad_condition(label.span, message, cure, (name.text,)))
    scope.excuse([line.name, name])
    return None


def _indicator(scope: Scope, line: tree.NodeLine, name: tree.Name) -> Node | None:
    """The indicator of that name. If it is not one, any of those there are may have been meant."""
    node = scope.nodes.get(ascii_name(name.text))
    if node is not None and node.role is Role.INDICATOR:
        return node
    indicators = [n.name for n in scope.nodes.values() if n.role is Role.INDICATOR]
    if not scope.is_excused(name.text):
        message = f"`{name.text}` is not an indicator"
        cure = f"declare `indicator {name.text} : {{target, source}}`"
        if indicators:
            cure = f"write {errors.listed(indicators)}, or {cure}"
        scope.report(errors.bad_condition(name.span, message, cure, (name.text,)))
    scope.excuse([line.name, name])
    scope.excused.update(indicators)
    return None
