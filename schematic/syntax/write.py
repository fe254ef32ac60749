"""Tree → text: each statement in its canonical spelling, as cells that can be aligned."""

from __future__ import annotations

from collections.abc import Iterable

from schematic.syntax import tree

Cells = tuple[str, ...]


def write_cells(statement: tree.Statement) -> Cells:
    """What stands in the columns of a statement's line."""
    match statement:
        case tree.ModelLine(name=name, title=title, definition=definition):
            titled = f"model {name.text}" if title is None else f'model {name.text} "{title}"'
            return (titled + _definition(definition) if definition else titled,)
        case tree.NodeLine(role=role, name=name, type=type_, law=law):
            cells = (role, name.text, ":", _type(type_))
            return cells if law is None else (*cells, f"~ {_law(law)}")
        case tree.FactorLine():
            return _factor(statement)
        case tree.NetLine(name=name, constructor=constructor, trunk=trunk):
            inside = write_value(constructor) + (f" on {trunk.text}" if trunk else "")
            return ("net", name.text, f"= {inside}")
        case tree.LetLine(name=name, value=value):
            return ("let", name.text, f"= {value.text}")
        case tree.TrainLine(schedule=schedule):
            return (f"train {schedule.text}",)
        case tree.Plate(statement=repeated, range=over):
            ends = f"{over.first.text}..{over.last.text}"
            return (*write_cells(repeated), f"for {over.index.text} in {ends}")


def _definition(definition: tree.Definition) -> str:
    chain = " | ".join(link.text for link in definition.rewrites)
    return f' = {chain} in "{definition.file}"'


def write_statement(statement: tree.Statement) -> str:
    """A statement on one line."""
    return " ".join(write_cells(statement))


def write_value(value: tree.Reference | tree.Fixed | tree.Call) -> str:
    """`G[θ]`, `scale(0.9)[frozen]`, `Normal(G[θ], 1)`, `mlp(64, act = leaky)`, `linear`."""
    if isinstance(value, tree.Reference):
        return f"{value.net.text}[{value.group.text}]"
    if isinstance(value, tree.Fixed):
        return f"{value.call.name.text}({_list(map(_argument, value.call.arguments))})[frozen]"
    if not value.arguments:
        return value.name.text
    return f"{value.name.text}({_list(map(_argument, value.arguments))})"


def _factor(line: tree.FactorLine) -> Cells:
    parents = _list(parent.text for parent in line.parents)
    sign = "=" if line.equals else "~"
    value = write_value(line.value)
    if line.attributes:
        value += f" {{{_list(map(_argument, line.attributes))}}}"
    return (parents, line.arrow.value, line.child.text, f"{sign} {value}")


def _argument(part: tree.Reference | tree.Fixed | tree.Number | tree.Name | tree.Setting) -> str:
    match part:
        case tree.Reference() | tree.Fixed():
            return write_value(part)
        case tree.Setting(name=name, value=value):
            return name.text if value is None else f"{name.text} = {value.text}"
        case tree.Number() | tree.Name():
            return part.text


def _type(written: tree.SpaceType | tree.LabelsType) -> str:
    if isinstance(written, tree.LabelsType):
        return f"{{{_list(label.text for label in written.labels)}}}"
    if written.sizes is None:
        return written.kind.text
    return f"{written.kind.text}[{_list(size.text for size in written.sizes)}]"


def _law(law: tree.DataLaw | tree.PartlyLaw | tree.RuledLaw | tree.Call) -> str:
    if isinstance(law, tree.Call):
        return write_value(law)
    if isinstance(law, tree.RuledLaw):
        return f"{write_value(law.law)} {{{_list(map(_argument, law.attributes))}}}"
    if isinstance(law, tree.PartlyLaw):
        return f"{_law(law.data)} or {write_value(law.otherwise)}"
    by = f" by {law.by.text}" if law.by else ""
    when = f" when {law.when[0].text} = {law.when[1].text}" if law.when else ""
    return f"data{by}{when}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
