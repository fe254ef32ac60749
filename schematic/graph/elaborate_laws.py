"""A family with its arguments → a distribution, or findings why it is not one."""

from __future__ import annotations

from schematic.constructors import CONSTRUCTORS
from schematic.families import FAMILIES, Family
from schematic.graph import graph_findings as errors
from schematic.graph.elaborate_nets import elaborate_net
from schematic.graph.names import ascii_name
from schematic.graph.schematic import FROZEN, Distribution, NetRef, Space
from schematic.graph.scope import Scope
from schematic.syntax import tree
from schematic.syntax.write import write_value


def elaborate_law(scope: Scope, call: tree.Call, child: str, space: Space) -> Distribution | None:
    """The distribution that a call stands for; None (and a finding) if it is not one."""
    family = _family(scope, call, child, space)
    if family is None:
        return None
    arguments = tuple(_argument(scope, part, family) for part in call.arguments)
    known = tuple(argument for argument in arguments if argument is not None)
    if len(known) < len(arguments):
        return None
    law = Distribution(family.name, known or family.defaults)
    if family.form(law.sorts) is None:
        scope.report(errors.wrong_arguments(call.span, family, write_value(call)))
        return None
    return law if _in_range(scope, call, law) else None


def elaborate_reference(part: tree.Reference) -> NetRef:
    """The net that `G[θ]` stands for."""
    return NetRef(ascii_name(part.net.text), ascii_name(part.group.text), part.span)


def parts_of(
    value: tree.Reference | tree.Fixed | tree.Call,
) -> tuple[tree.Reference | tree.Fixed | tree.Number | tree.Name | tree.Setting, ...]:
    """A net alone, or the arguments of a family."""
    return value.arguments if isinstance(value, tree.Call) else (value,)


def fixed_net(scope: Scope, written: tree.Fixed) -> NetRef | None:
    """The net that `scale(0.9)[frozen]` stands for: one under a name that nobody else has."""
    if known := scope.fixed.get(written.span):
        return NetRef(ascii_name(known), FROZEN, written.span)
    stem = written.call.name.text
    numbered = (f"{stem}_{number}" for number in range(1, len(scope.taken) + 2))
    free = next(name for name in numbered if ascii_name(name) not in scope.taken)
    scope.taken.add(ascii_name(free))
    name = tree.Name(free, written.call.name.span)
    elaborate_net(scope, tree.NetLine(name, written.call, None, written.span))
    if ascii_name(free) not in scope.nets:
        return None
    scope.fixed[written.span] = free
    return NetRef(ascii_name(free), FROZEN, written.span)


def bare_net(scope: Scope, name: tree.Name) -> NetRef | None:
    """The net that a name without a group stands for: one that has no parameters.

    None, and a finding, if it has parameters.
    """
    net = scope.nets.get(ascii_name(name.text))
    if net is not None and not CONSTRUCTORS[net.constructor].has_parameters:
        return NetRef(net.name, FROZEN, name.span)
    scope.report(errors.net_without_group(name.span, name.text))
    return None


def _family(scope: Scope, call: tree.Call, child: str, space: Space) -> Family | None:
    family = FAMILIES.get(call.name.text)
    if family is None:
        if scope.is_net(call.name.text):
            scope.report(errors.net_without_group(call.span, call.name.text))
        else:
            scope.report(errors.unknown_family(call.name.span, call.name.text, FAMILIES))
        return None
    if space.kind in family.kinds:
        return family
    fitting = [row.name for row in FAMILIES.values() if space.kind in row.kinds]
    kind = space.kind.value
    scope.report(errors.wrong_family(call.name.span, family.name, child, kind, fitting))
    return None


def _argument(
    scope: Scope,
    part: tree.Reference | tree.Fixed | tree.Number | tree.Name | tree.Setting,
    family: Family,
) -> NetRef | float | str | None:
    if isinstance(part, tree.Reference):
        return elaborate_reference(part)
    if isinstance(part, tree.Fixed):
        return fixed_net(scope, part)
    assert not isinstance(part, tree.Setting)
    if isinstance(part, tree.Name) and family.words:
        return _word(scope, part, family)
    if isinstance(part, tree.Name) and scope.is_net(part.text):
        return bare_net(scope, part)
    return scope.quantity(part)


def _word(scope: Scope, part: tree.Name, family: Family) -> str | None:
    """A word of the family, which goes before the names of numbers and nets."""
    if part.text in family.words:
        return part.text
    takes = " or ".join(f"`{word}`" for word in family.words)
    scope.report(errors.wrong_value(part.span, family.arguments[0], part.text, takes))
    return None


def _in_range(scope: Scope, call: tree.Call, law: Distribution) -> bool:
    """Whether scales are positive, probabilities within (0, 1) and intervals not empty."""
    numbers: dict[str, float] = {}
    row = law.row
    for position, (name, value) in enumerate(zip(row.arguments, law.arguments, strict=False)):
        if isinstance(value, NetRef | str):
            continue
        wants = _wants(row, name, value, numbers)
        if wants:
            span = call.arguments[position].span
            scope.report(errors.wrong_value(span, name, f"{value:g}", wants))
            return False
        numbers[name] = value
    return True


def _wants(row: Family, name: str, value: float, before: dict[str, float]) -> str:
    """What a number should have been; empty if it is all right."""
    if name in row.positive and value <= 0:
        return "a number above 0"
    if name in row.probability and not 0 < value < 1:
        return "a number between 0 and 1"
    if name == "high" and value <= before.get("low", value - 1):
        return "a number above `low`"
    return ""
