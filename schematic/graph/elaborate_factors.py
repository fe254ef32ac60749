"""A statement with an arrow → a factor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from schematic.diagnostics import Edit
from schematic.diagnostics.certain import respelt
from schematic.families import FAMILIES, own_family
from schematic.graph import graph_findings as errors
from schematic.graph.attributes import (
    ATTRIBUTES,
    SPELLED,
    AttributeValue,
    Form,
    attribute_named,
    spelling,
    with_attribute,
)
from schematic.graph.elaborate_laws import (
    bare_net,
    elaborate_law,
    elaborate_reference,
    fixed_net,
    parts_of,
)
from schematic.graph.names import ascii_name
from schematic.graph.outside_plate import outside_plate
from schematic.graph.schematic import Attributes, DataLaw, Distribution, Factor, NetRef, Node
from schematic.graph.scope import Scope
from schematic.graph.shares import Share, Shares
from schematic.syntax import tree
from schematic.syntax.write import write_statement, write_value

_OTHER_HEAD = {
    tree.Arrow.SOLID: tree.Arrow.SOLID_HOLLOW,
    tree.Arrow.DASHED: tree.Arrow.DASHED_HOLLOW,
    tree.Arrow.SOLID_HOLLOW: tree.Arrow.SOLID,
    tree.Arrow.DASHED_HOLLOW: tree.Arrow.DASHED,
}


def elaborate_factor(scope: Scope, line: tree.FactorLine, lines: Sequence[tree.FactorLine]) -> None:
    """Add a factor to a scope, or excuse the names in it; `lines` are all that have an arrow."""
    if not _are_nodes(scope, line, lines):
        scope.excuse(_names(scope, line), line.arrow)
        return
    law = _law(scope, line)
    if law is None:
        scope.excuse(_names(scope, line))
        return
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
    if line.attributes:
        factor = replace(factor, attributes=_attributes(scope, line, factor))
    scope.factors.append(factor)


def shaped_by_parents(lines: Iterable[tree.FactorLine]) -> Iterator[tuple[str, str]]:
    """The children of laws of their parents, which have the shape of the first of these."""
    for line in lines:
        family = FAMILIES.get(line.value.name.text) if isinstance(line.value, tree.Call) else None
        if family is not None and family.of_parents:
            yield ascii_name(line.child.text), ascii_name(line.parents[0].text)


def _names(scope: Scope, line: tree.FactorLine) -> list[tree.Name]:
    """The nodes and the nets that a line speaks of."""
    value = line.value
    parts = parts_of(value)
    nets = [part.net for part in parts if isinstance(part, tree.Reference)]
    bare = [part for part in parts if isinstance(part, tree.Name)]
    bare += [value.name] if isinstance(value, tree.Call) else []
    nets += [name for name in bare if scope.is_net(name.text)]
    return [*line.parents, line.child, *nets]


def _are_nodes(scope: Scope, line: tree.FactorLine, lines: Sequence[tree.FactorLine]) -> bool:
    """Whether both ends of an arrow are declared; a finding for each that is not."""
    unknown = [n for n in (*line.parents, line.child) if ascii_name(n.text) not in scope.nodes]
    for name in unknown:
        if not scope.is_excused(name.text):
            declaration = _declaration(scope, name.text, lines)
            found = errors.unknown_node(name.span, name.text, scope.nodes, declaration)
            scope.report(outside_plate(scope, name, declaration) or found)
    return not unknown


def _declaration(scope: Scope, name: str, lines: Sequence[tree.FactorLine]) -> str:
    """The line that declares a node as the arrows take it.

    A red arrow ends in an indicator; what is generated and not inferred is data; what comes from
    nowhere, or is told from its own law by a red arrow, has a prior.
    """
    mine = ascii_name(name)
    into = {line.arrow for line in lines if ascii_name(line.child.text) == mine}
    out_of = (line for line in lines if mine in {ascii_name(p.text) for p in line.parents})
    games = (line.child.text for line in out_of if line.arrow is tree.Arrow.SOLID_RED)
    laws = (node.law for node in scope.nodes.values())
    picks = {law.by for law in laws if isinstance(law, DataLaw)}
    if any(arrow.red for arrow in into):
        return f"indicator {name} : {{fake, real}}"
    is_inferred = any(arrow.dashed for arrow in into)
    if into and not is_inferred:
        return f"visible {name} : unit ~ data"
    has_law = not is_inferred or any(ascii_name(label) not in picks for label in games)
    return f"latent {name} : real[8]{' ~ Normal(0, 1)' if has_law else ''}"


# Values


def _alone(child: Node, ref: NetRef | None) -> Distribution | None:
    """The family of a node's own kind, whose parameters one net gives."""
    return Distribution(own_family(child.space.kind).name, (ref,)) if ref else None


def _is_bare(scope: Scope, value: tree.Call) -> bool:
    """Whether a value is the name of a net without a group."""
    name = value.name.text
    return not value.arguments and scope.is_net(name) and name not in FAMILIES


def _law(scope: Scope, line: tree.FactorLine) -> Distribution | None:
    """What the child follows: a distribution, or (hollow) the family of which it is the mean."""
    if line.equals != line.arrow.hollow:
        scope.report(_mismatch(line))
        return None
    child = scope.nodes[ascii_name(line.child.text)]
    value = line.value
    if isinstance(value, tree.Reference):
        return _alone(child, elaborate_reference(value))
    if isinstance(value, tree.Fixed):
        return _alone(child, fixed_net(scope, value))
    if _is_bare(scope, value):
        return _alone(child, bare_net(scope, value.name))
    if line.equals and value.name.text in FAMILIES:
        filled = replace(line, arrow=_OTHER_HEAD.get(line.arrow, line.arrow), equals=False)
        cure = write_statement(replace(filled, attributes=()))
        scope.report(errors.value_is_a_net(value.span, write_value(value), cure))
        return None
    if line.equals:
        scope.report(errors.net_without_group(value.span, value.name.text))
        return None
    law = elaborate_law(scope, value, line.child.text, child.space)
    needs_net = law is not None and (line.arrow.red or not law.form.of_parents)
    if law is not None and needs_net and not law.nets:
        parents = [parent.text for parent in line.parents]
        scope.report(errors.no_net(value.span, write_value(value), line.child.text, parents))
        return None
    return law


def _mismatch(line: tree.FactorLine) -> errors.Diagnostic:
    """The two ways to make the sign and the head agree, as far as both have a meaning."""
    other = _OTHER_HEAD.get(line.arrow)
    choices = [replace(line, equals=line.arrow.hollow)]
    if other is not None:
        choices.append(replace(line, arrow=other))
    if isinstance(line.value, tree.Call):
        choices = [choice for choice in choices if not choice.equals]
    written = [write_statement(replace(choice, attributes=())) for choice in choices]
    span, hollow = line.sign_span, line.arrow.hollow
    same = choices[0].arrow is line.arrow
    sign, arrow = Edit(span, "=" if hollow else "~"), Edit(line.arrow_span, choices[0].arrow.value)
    fix = (sign if same else arrow,)
    return errors.sign_against_head(span, line.arrow.value, hollow, written, fix)


# Attributes


def _attributes(scope: Scope, line: tree.FactorLine, factor: Factor) -> Attributes:
    attributes = Attributes()
    seen: dict[str, tree.Setting] = {}
    for setting in line.attributes:
        name, given = ascii_name(setting.name.text), setting.value
        key = attribute_named(name, given.text if isinstance(given, tree.Name) else None)
        option = ATTRIBUTES[key] if key else None
        first = seen.setdefault(name, setting)
        if first is not setting:
            at, _ = scope.source.position(first.span.start)
            scope.report(errors.declared_twice(setting.span, f"`{name}`", at, "give it once"))
        elif key is None or option is None or not option.fits(factor):
            rows = ATTRIBUTES.items()
            fitting = [each for each, row in rows if row.fits(factor) and each not in SPELLED]
            where = f"the arrow `{factor.arrow}`"
            span, elsewhere = setting.name.span, option is not None
            scope.report(errors.unknown_option(span, name, where, fitting, elsewhere=elsewhere))
        else:
            attributes = _attribute(scope, setting, key, attributes)
    return attributes


def _attribute(scope: Scope, setting: tree.Setting, key: str, attributes: Attributes) -> Attributes:
    """The attributes with one more, if its value is accepted."""
    name, given, option = spelling(key), setting.value, ATTRIBUTES[key]
    value = _value(scope, given, option.form)
    if value is None and given is not None:
        return attributes
    if option.accepts(value):
        return with_attribute(attributes, key, value)
    shown = "without a value" if given is None else given.text
    if isinstance(given, tree.Name) and option.form is Form.NUMBER:
        shown = f"`{given.text}`, which is {value:g}"
    fix = respelt(given.span, given.text, option.words) if isinstance(given, tree.Name) else ()
    scope.report(errors.wrong_value(setting.span, name, shown, option.takes, fix))
    return attributes


def _value(
    scope: Scope, given: tree.Number | tree.Name | tree.Sum | tree.Measured | None, form: Form
) -> AttributeValue:
    """The value as it is written in a form; None where there is none, or a finding says why."""
    if given is None:
        return None
    if form is Form.SUM and isinstance(given, tree.Name | tree.Sum):
        return _shares(scope, given)
    if isinstance(given, tree.Name) and form is Form.NET:
        return ascii_name(given.text)
    if isinstance(given, tree.Sum | tree.Measured) or (
        isinstance(given, tree.Name) and form is not Form.NUMBER
    ):
        return given.text
    return scope.quantity(given)


def _shares(scope: Scope, given: tree.Name | tree.Sum) -> Shares | None:
    """A sum of words; None where a factor is not a number."""
    if isinstance(given, tree.Name):
        return Shares((Share(given.text),))
    parts = []
    for share in given.shares:
        factor = 1 if share.factor is None else scope.quantity(share.factor)
        if factor is None:
            return None
        parts.append(Share(share.word.text, factor))
    return Shares.of(parts)
