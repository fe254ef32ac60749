"""Program → the class of the emitted model, a method at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from schematic.constructors import Layers
from schematic.emit.layout import INDENT, dictionary, docstring, indented
from schematic.emit.lines import Writer, call
from schematic.emit.recipes import write_recipes
from schematic.emit.shapes import Shapes, commented, ends, shapes_after
from schematic.emit.variables import Variables, quoted, range_text, variables_of
from schematic.graph import FROZEN, Schematic
from schematic.graph.features import trunks
from schematic.graph.names import greek
from schematic.graph.ports import constructor_of, layers_of, net_of, port_of
from schematic.objective.printing.loss import loss_in_series
from schematic.objective.terms import Player
from schematic.program import Program
from schematic.program.indexed import PLACE, at_name
from schematic.program.library import skeleton
from schematic.program.model_attributes import MODEL_ATTRIBUTES
from schematic.program.ops import LIKE, Every, Prior, Section, one_by_one, results
from schematic.program.runs import Run, runs
from schematic.program.written_names import Namer, attribute, variable

Methods = Mapping[str, str]
"""The method that gives the terms of each player."""


def class_name(schematic: Schematic) -> str:
    """The name of the emitted class."""
    return variable(re.sub(r"\W", "_", schematic.name))


def write_class(program: Program) -> Iterator[str]:
    """The class, a method an item."""
    writer, methods = Writer(program), methods_of(program)
    shapes = shapes_after(program.schematic, one_by_one(program.shared), {})
    yield "\n".join(_head(program))
    yield indented(_constructor(program))
    yield indented(_draw(writer, shapes))
    for section in program.sections:
        yield indented(_terms(writer, section, methods, shapes))
    yield from _shared(program, methods)
    for lines in write_recipes(writer, program):
        yield indented(lines)


def methods_of(program: Program) -> Methods:
    """A method for each player, named after its groups."""
    fresh = Namer({*map(attribute, program.schematic.group_of), *MODEL_ATTRIBUTES})
    players = [player.name for player in program.objective.players]
    return {name: fresh(f"{name.replace(',', '_')}_terms") for name in players}


def _head(program: Program) -> Iterator[str]:
    players = program.objective.players
    shown = " and ".join(greek(player.name) for player in players)
    yield f"class {class_name(program.schematic)}(nn.Module):"
    yield f'{INDENT}"""{"Player" if len(players) == 1 else "Players"}: {shown}."""'
    yield ""
    yield f"{INDENT}players = {_tuple(player.name for player in players)}"
    for line in dictionary("nets = ", [_player_line(player) for player in players]):
        yield from (f"{INDENT}{each}" for each in line.splitlines())
    if paces := _paces(program):
        yield f"{INDENT}steps = {{{', '.join(paces)}}}  # for one of the others"
    if clips := _clips(program):
        yield f"{INDENT}clips = {{{', '.join(clips)}}}  # the largest weight of each"


def _paces(program: Program) -> list[str]:
    """The steps of each player, where they are not one each."""
    if program.objective.batches == 1:
        return []
    return [f'"{player.name}": {player.steps}' for player in program.objective.players]


def _clips(program: Program) -> list[str]:
    """The nets whose weights are clipped, each with its bound."""
    pairs = (pair for player in program.objective.players for pair in player.clips)
    return [f'"{attribute(net)}": {bound!r}' for net, bound in pairs]


def _player_line(player: Player) -> str:
    nets = [text for part in runs([*map(attribute, player.nets)]) for text in _named(part)]
    shown = _in_brackets(nets)
    if len(shown) <= 84 or not any(text.startswith("*") for text in nets):
        return f'"{player.name}": {shown}'
    return "\n".join(
        [f'"{player.name}": (', *(f"{INDENT * 2}{net}," for net in nets), f"{INDENT})"]
    )


def _tuple(names: Iterable[str]) -> str:
    return _in_brackets([f'"{name}"' for name in names])


def _in_brackets(shown: Sequence[str]) -> str:
    return f"({', '.join(shown)}{',' if len(shown) == 1 else ''})"


def _named(part: str | Run[str]) -> Iterator[str]:
    """A name as a text, or those that are alike."""
    if isinstance(part, str):
        yield f'"{part}"'
    elif len(part.body) == 1:
        yield f"*({quoted(part.body[0], 't')} for t in {range_text(part.values)})"
    else:
        inner = ", ".join(quoted(name, "t") for name in part.body)
        yield f"*(name for t in {range_text(part.values)} for name in ({inner}))"


# The constructor


def _constructor(program: Program) -> Iterator[str]:
    schematic = program.schematic
    bound = [attribute(net) for net in schematic.group_of if net in program.bound]
    arguments = "".join(f", {net}: nn.Module" for net in bound)
    yield f"def __init__(self{arguments}) -> None:"
    yield f"{INDENT}super().__init__()"
    called = trunks(schematic)
    nets = [_made(program, name, is_trunk=name in called) for name in schematic.group_of]
    index, alone = (f"{wish}_" if wish in bound else wish for wish in ("t", "net"))
    for part in runs(nets, kind=lambda net: net.name if net.is_bound else ""):
        if not isinstance(part, Run):
            yield from (f"{INDENT}{line}" for line in _net_lines(part, f"self.{part.name}"))
            continue
        yield f"{INDENT}for {index} in {range_text(part.values)}:"
        for net in part.body:
            lines = [PLACE.sub(index, line) for line in _net_lines(net, alone)]
            lines.append(f"self.add_module({quoted(net.name, index)}, {alone})")
            yield from (f"{INDENT * 2}{line}" for line in lines)


@dataclass(frozen=True)
class _Net:
    """What makes a net.

    Attributes:
        name: the attribute that holds it.
        comment: what it reads and returns, or nothing.
        value: the lines of its layers.
        after: what is done with it then; NET stands for it.
        is_bound: whether the user brings it.
    """

    name: str
    comment: str
    value: tuple[str, ...]
    after: tuple[str, ...] = ()
    is_bound: bool = False


NET = "«net»"


def _made(program: Program, name: str, *, is_trunk: bool) -> _Net:
    schematic, own = program.schematic, attribute(name)
    still = ".requires_grad_(False)" if schematic.group_of[name] == FROZEN else ""
    if name in program.bound:
        return _Net(own, "", (f"{own}{still}",), is_bound=True)
    layers, container = layers_of(schematic, name), _container(schematic, name)
    begins = net_of(schematic, name).options.init.line(NET)
    freezes = bool(still) and constructor_of(schematic, name).has_parameters
    return _Net(
        own,
        f"# {name}: {ends(port_of(schematic, name))}",
        tuple(_layers(layers, container, is_trunk=is_trunk)),
        (*([begins] if begins else []), *([f"{NET}{still}"] if freezes else [])),
    )


def _net_lines(net: _Net, target: str) -> Iterator[str]:
    """The lines that make a net, and give it to a variable or to the model."""
    if net.comment:
        yield net.comment
    first, *rest = net.value
    yield f"{target} = {first}"
    yield from rest
    yield from (line.replace(NET, target) for line in net.after)


def _container(schematic: Schematic, name: str) -> str:
    """What calls the layers of a net one after another."""
    net, constructor = net_of(schematic, name), constructor_of(schematic, name)
    maps = net.trunk is None and constructor.channels_last(net.inside, port_of(schematic, name))
    return "ChannelsLast" if maps else "nn.Sequential"


def _layers(layers: Layers, container: str, *, is_trunk: bool) -> list[str]:
    if is_trunk:
        trunk, head = _sequential(layers.trunk, container), _sequential(layers.head, container)
        trunk[-1], head[-1] = f"{trunk[-1]},", f"{head[-1]},"
        return ["OnTrunk(", *(f"    {line}" for line in [*trunk, *head]), ")"]
    return _sequential([*layers.trunk, *layers.head], container)


def _sequential(rows: Sequence[str], container: str) -> list[str]:
    """The layers one after another, a row a line; a layer alone as it is, on lines of its own."""
    if len(rows) == 1 and ("\n" in rows[0] or ", nn." not in rows[0]):
        return rows[0].splitlines()
    lines = (line for row in rows for line in f"{row},".splitlines())
    return [f"{container}(", *(f"    {line}" for line in lines), ")"]


# Sampling and terms


def _draw(writer: Writer, shapes: Shapes) -> Iterator[str]:
    program = writer.program
    takes = [name for section in program.sections for name in section.takes]
    made = [name for op in program.shared for name in results(op)]
    shared = [name for name in dict.fromkeys(made) if name in takes]
    yield from skeleton().head("draw")
    if any(isinstance(op, Prior | Every) and op.like == LIKE for op in one_by_one(program.shared)):
        yield f"{INDENT}{LIKE} = next(self.parameters())"
    variables = variables_of(program.shared, kept=takes)
    lines = writer.block(program.shared, takes, variables)
    for line in commented(lines, variables.shapes(shapes)):
        yield f"{INDENT}{line}"
    entries = [entry for part in runs(shared) for entry in _drawn(part, variables)]
    yield from (f"{INDENT}{line}" for line in dictionary("return ", entries))


def _drawn(part: str | Run[str], variables: Variables) -> Iterator[str]:
    """A draw, or those that are alike, as entries of a dictionary."""
    if isinstance(part, str):
        yield f'"{part}": {variables(part)}'
        return
    if not all(map(variables.dictionary, part.body)):
        for name in (at_name(name, t) for t in part.values for name in part.body):
            yield f'"{name}": {variables(name)}'
        return
    for name in part.body:
        entry = f"{quoted(name, variables.index)}: {variables(name)}"
        yield f"**{{{entry} for {variables.index} in {range_text(part.values)}}}"


def _terms(writer: Writer, section: Section, methods: Methods, shapes: Shapes) -> Iterator[str]:
    program, player = writer.program, section.player
    variables = variables_of(section.ops, section.summands, section.takes)
    alone = [name for name in section.takes if name not in variables.members]
    copies = [name for name in section.takes if name in variables.members]
    rest = f"**{'draws' if copies else '_'}: Tensor"
    arguments = ["self", *(f"{name}: Tensor" for name in alone), rest]
    yield from call("", f"def {methods[player.name]}", arguments, " -> dict[str, Tensor]:")
    yield from docstring(
        f"{greek(player.name)} minimises {loss_in_series(program.objective, player)}."
    )
    known = variables.shapes(shapes_after(program.schematic, one_by_one(section.ops), shapes))
    taken = variables.taken(copies, "draws")
    lines, summands = writer.section(section, variables)
    yield from (f"{INDENT}{line}" for line in commented([*taken, *lines], known))
    sums: dict[tuple[str, str], list[str]] = {}
    for label, shown, series in summands:
        sums.setdefault((label, series), []).append(shown)
    entries = [
        _series(label, parts, series) if series else _entry(label, parts)
        for (label, series), parts in sums.items()
    ]
    yield from (f"{INDENT}{line}" for line in _returned(entries))


def _returned(entries: Sequence[list[str]]) -> list[str]:
    """The terms as a dictionary, on one line where one is enough."""
    if len(entries) == 1 and len(entries[0]) == 1:
        line = f"return {{{entries[0][0].removesuffix(',')}}}"
        if len(line) <= 88:
            return [line]
    return ["return {", *(f"{INDENT}{line}" for entry in entries for line in entry), "}"]


def _series(label: str, parts: Sequence[str], series: str) -> list[str]:
    entry = f"{label}: {' + '.join(parts)}".replace("+ -", "- ")
    line = f"**{{{entry} {series}}},"
    return [line] if len(line) <= 88 else ["**{", f"{INDENT}{entry}", f"{INDENT}{series}", "},"]


def _entry(label: str, parts: Sequence[str]) -> list[str]:
    line = f"{label}: {' + '.join(parts)},".replace("+ -", "- ")
    if len(line) <= 88:
        return [line]
    first, *rest = parts
    head, _, arguments = first.partition("(")
    if not rest and head and first.endswith(")") and not first.endswith(".mean()"):
        return [f"{label}: {head}(", f"    {arguments[:-1]}", "),"]
    if not rest and head.rstrip() and len(f"    {first}") > 88 and arguments.endswith(").mean()"):
        inside = arguments.removesuffix(").mean()")
        return [f"{label}: {head}(", f"    {inside}", ").mean(),"]
    signed = [f"- {part[1:]}" if part.startswith("-") else f"+ {part}" for part in rest]
    lines = [line for part in (first, *signed) for line in _apart_at_factor(part)]
    return [f"{label}: (", *(f"    {line}" for line in lines), "),"]


def _apart_at_factor(part: str) -> list[str]:
    """A summand; one that is too long has its factor on a line of its own."""
    factor, times, value = part.partition(" * (")
    return [part] if len(part) <= 84 or not times else [factor, f"* ({value}"]


# What all models share


def _shared(program: Program, methods: Methods) -> Iterator[str]:
    """Losses, optimizers and the step, with this model's players and its momentum."""
    texts = skeleton().methods
    is_game = any(player.discriminates for player in program.objective.players)
    is_clipped = bool(_clips(program))
    clip = ("clip",) if is_clipped else ()
    for name in ("terms", "losses", "optimizers", "step", *clip, "_terms", "_loss"):
        text = texts[name]
        if name == "step" and program.objective.batches > 1:
            text = texts["step_apart"].replace("step_apart", "step", 1)
        if name == "step" and not is_clipped:
            text = re.sub(r" +self\.clip\(player\)\n", "", text)
        if name == "optimizers" and is_game:
            text = text.replace("(0.9, 0.999)", "(0.5, 0.999)")
        if name == "_terms":
            text = text.replace("{}", _table(methods), 1)
        yield text


def _table(methods: Methods) -> str:
    entries = [f'"{player}": self.{method}' for player, method in methods.items()]
    first, *rest = dictionary("terms: dict[str, Callable[..., dict[str, Tensor]]] = ", entries)
    lines = [first.partition(" = ")[2], *rest]
    return f"\n{INDENT * 2}".join(lines)
