"""Program → the text of a Python module that needs only torch."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence

from schematic.emit.layers import Layers, layers_of, port_of
from schematic.emit.library import functions
from schematic.emit.lines import Writer, call
from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.graph.ports import describe
from schematic.objective.terms import Player
from schematic.objective.loss import loss_of
from schematic.program import Program, plan
from schematic.program.names import attribute, method, variable
from schematic.program.ops import Recipe, Section, results

IMPORTS = """\
from __future__ import annotations

{standard}

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Batch = Mapping[str, Any]
Noise = Mapping[str, Tensor] | None
"""

INDENT = " " * 4


def write_source(schematic: Schematic, bound: Iterable[str] = ()) -> str:
    """The source of a model: its nets, its losses and its training step.

    Args:
        schematic: every net that is not bound must have ends of known shape.
        bound: nets that become arguments of the constructor.
    """
    return write_program(plan(schematic.objective, bound))


def write_program(program: Program) -> str:
    """The source of a program."""
    body = "\n\n".join(_class(program))
    main = _main(program)
    helpers = "\n\n\n".join(functions(_words(body + main)))
    text = f"{_header(program, helpers)}\n\n{helpers}\n\n\n{body}\n{main}"
    return re.sub(r"\n{4,}", "\n\n\n", text).rstrip() + "\n"


def class_name(schematic: Schematic) -> str:
    """The name of the emitted class."""
    name = re.sub(r"\W", "_", schematic.name)
    return name if name not in ("Any", "Batch", "F", "Mapping", "Noise", "Tensor") else f"{name}_"


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def _header(program: Program, helpers: str) -> str:
    schematic = program.schematic
    title = f"{schematic.name}, {schematic.title}" if schematic.title else schematic.name
    title = title.replace("\\", "\\\\").replace('"""', "'''")
    lines = [f'"""{title.rstrip(".")}.', "", "Each player minimises, over its own nets:", ""]
    for player in program.objective.players:
        text = f"{greek(player.name)}: {loss_of(program.objective, player)}"
        lines += textwrap.wrap(text, 90, initial_indent="    ", subsequent_indent="        ")
    lines += ["", "Written by Schematic from a drawing of the model; it needs only torch.", '"""']
    standard = [
        "import math" if "math." in helpers else "",
        "import sys",
        _imports("collections.abc", ["Callable", "Iterator", "Mapping", "Sequence"], helpers),
        "from contextlib import contextmanager" if "contextmanager" in helpers else "",
        "from functools import reduce",
        "from operator import add",
        "from typing import Any",
    ]
    header = "\n".join(lines)
    imports = IMPORTS.format(standard="\n".join(filter(None, standard)))
    return f"{header}\n\n{imports}"


def _imports(module: str, names: Sequence[str], text: str) -> str:
    used = [name for name in names if name == "Mapping" or name in _words(text)]
    return f"from {module} import {', '.join(used)}"


def _class(program: Program) -> Iterator[str]:
    """The class, a method an item."""
    writer = Writer(program)
    players = [_player_line(p) for p in program.objective.players]
    names = ", ".join(f'"{p.name}"' for p in program.objective.players)
    comma = "," if len(players) == 1 else ""
    head = [
        f"class {class_name(program.schematic)}(nn.Module):",
        f'{INDENT}"""{_summary(program)}"""',
        "",
        f"{INDENT}players = ({names}{comma})",
        *(f"{INDENT}{line}" for line in _dictionary("nets = ", players)),
    ]
    yield "\n".join(head)
    yield _method(_constructor(program))
    yield _method(_draw(writer))
    for section in program.sections:
        yield _method(_terms(writer, section))
    yield _method(_fixed(program))
    for lines in _recipes(writer, program):
        yield _method(lines)


def _method(lines: Iterable[str]) -> str:
    return "\n".join(f"{INDENT}{line}" if line else "" for line in lines)


def _summary(program: Program) -> str:
    count = len(program.objective.players)
    names = " and ".join(greek(p.name) for p in program.objective.players)
    return f"{'Player' if count == 1 else 'Players'}: {names}."


def _player_line(player: Player) -> str:
    nets = "".join(f'"{attribute(net)}", ' for net in player.nets).rstrip()
    return f'"{player.name}": ({nets if len(player.nets) == 1 else nets.rstrip(",")})'


# The constructor


def _nets(program: Program) -> tuple[str, ...]:
    return tuple(program.schematic.group_of)


def _constructor(program: Program) -> Iterator[str]:
    bound = [attribute(net) for net in _nets(program) if net in program.bound]
    arguments = "".join(f", {net}: nn.Module" for net in bound)
    yield f"def __init__(self{arguments}) -> None:"
    yield f"{INDENT}super().__init__()"
    trunks = {net.trunk for net in program.schematic.nets.values()}
    for name in _nets(program):
        if name in program.bound:
            yield f"{INDENT}self.{attribute(name)} = {attribute(name)}"
            continue
        yield f"{INDENT}# {name}: {describe(port_of(program.schematic, name))}"
        layers = layers_of(program.schematic, name)
        for line in _net(attribute(name), layers, is_trunk=name in trunks):
            yield f"{INDENT}{line}"


def _net(name: str, layers: Layers, *, is_trunk: bool) -> list[str]:
    if not is_trunk:
        rows = [*layers.trunk, *layers.head]
        if len(rows) == 1 and ", nn." not in rows[0]:
            return [f"self.{name} = {rows[0]}"]
        return [f"self.{name} = nn.Sequential(", *(f"    {row}," for row in rows), ")"]
    return [
        f"self.{name} = nn.Sequential()",
        f"self.{name}.trunk = nn.Sequential(",
        *(f"    {row}," for row in layers.trunk),
        ")",
        f"self.{name}.head = nn.Sequential(",
        *(f"    {row}," for row in layers.head),
        ")",
    ]


# Sampling and terms


def _draw(writer: Writer) -> Iterator[str]:
    program = writer.program
    takes = [name for section in program.sections for name in section.takes]
    made = [name for op in program.shared for name in results(op)]
    shared = [name for name in dict.fromkeys(made) if name in takes]
    yield "def draw(self, batch: Batch, noise: Noise = None) -> dict[str, Tensor]:"
    yield f'{INDENT}"""Sample what the players share, once a batch; `noise` fixes base noise by name."""'
    for line in writer.block(program.shared, takes):
        yield f"{INDENT}{line}"
    entries = [f'"{name}": {name}' for name in shared]
    yield from (f"{INDENT}{line}" for line in _dictionary("return ", entries))


def _dictionary(head: str, entries: Sequence[str]) -> list[str]:
    line = f"{head}{{{', '.join(entries)}}}"
    if len(line) <= 84:
        return [line]
    return [f"{head}{{", *(f"    {entry}," for entry in entries), "}"]


def _terms(writer: Writer, section: Section) -> Iterator[str]:
    objective = writer.program.objective
    takes = [f"{name}: Tensor" for name in section.takes]
    arguments = ["self", *takes, "**_: Tensor"]
    yield from call("", f"def {method(section.player.name)}", arguments, " -> dict[str, Tensor]:")
    text = f"{greek(section.player.name)} minimises {loss_of(objective, section.player)}."
    yield from _docstring(text)
    for line in writer.block(section.ops, [str(part) for part in _read(section)]):
        yield f"{INDENT}{line}"
    sums: dict[str, list[str]] = {}
    for part in section.summands:
        sums.setdefault(part.label, []).append(writer.summand(part))
    yield f"{INDENT}return {{"
    for label, parts in sums.items():
        for line in _entry(label, parts):
            yield f"{INDENT}{INDENT}{line}"
    yield f"{INDENT}}}"


def _docstring(text: str) -> Iterator[str]:
    """An indented docstring, over several lines where one is too short."""
    if len(text) <= 82:
        yield f'{INDENT}"""{text}"""'
        return
    first, *rest = textwrap.wrap(text, 84)
    yield f'{INDENT}"""{first}'
    yield from (f"{INDENT}{line}" for line in rest)
    yield f'{INDENT}"""'


def _read(section: Section) -> Iterator[str]:
    for part in section.summands:
        for value in vars(part).values():
            items = value if isinstance(value, tuple) else (value,)
            yield from (item.name for item in items if hasattr(item, "name"))


def _entry(label: str, parts: Sequence[str]) -> list[str]:
    line = f'"{label}": {" + ".join(parts)},'.replace("+ -", "- ")
    if len(line) <= 88:
        return [line]
    first, *rest = parts
    if not rest:
        head, _, arguments = first.partition("(")
        return [f'"{label}": {head}(', f"    {arguments[:-1]}", "),"]
    signed = [f"- {part[1:]}" if part.startswith("-") else f"+ {part}" for part in rest]
    return [f'"{label}": (', f"    {first}", *(f"    {part}" for part in signed), "),"]


def _fixed(program: Program) -> Iterator[str]:
    """What every model has: losses, optimizers and the step."""
    table = _dictionary(
        "terms = ",
        [f'"{p.name}": self.{method(p.name)}' for p in program.objective.players],
    )
    game = any(player.discriminates for player in program.objective.players)
    text = FIXED.replace("@BETAS@", "(0.5, 0.999)" if game else "(0.9, 0.999)")
    for line in text.splitlines():
        if line.strip() == "@TERMS@":
            yield from (f"{INDENT}{row}" for row in table)
        else:
            yield line


FIXED = '''\
def terms(self, batch: Batch, noise: Noise = None) -> dict[str, dict[str, Tensor]]:
    """The summands of each player's loss, in nats, means over the batch."""
    draws = self.draw(batch, noise)
    return {player: self._terms(player, draws) for player in self.players}

def losses(self, batch: Batch, noise: Noise = None) -> dict[str, Tensor]:
    """Each player's loss; its gradient reaches the player's own nets only."""
    draws = self.draw(batch, noise)
    return {player: self._loss(player, draws) for player in self.players}

def optimizers(
    self, lr: float = 2e-4, betas: tuple[float, float] = @BETAS@
) -> dict[str, torch.optim.Optimizer]:
    """One Adam a player."""
    return {
        player: torch.optim.Adam(
            [p for net in nets for p in getattr(self, net).parameters()],
            lr=lr,
            betas=betas,
            fused=True,
        )
        for player, nets in self.nets.items()
    }

def step(
    self, batch: Batch, optimizers: Mapping[str, torch.optim.Optimizer]
) -> dict[str, Tensor]:
    """One batch: every player once, in order; returns the losses."""
    draws = self.draw(batch)
    losses = {}
    for player in self.players:
        loss = self._loss(player, draws)
        optimizers[player].zero_grad()
        loss.backward()
        optimizers[player].step()
        losses[player] = loss.detach()
    return losses

def _terms(self, player: str, draws: Mapping[str, Tensor]) -> dict[str, Tensor]:
    @TERMS@
    return terms[player](**draws)

def _loss(self, player: str, draws: Mapping[str, Tensor]) -> Tensor:
    return reduce(add, self._terms(player, draws).values())'''


# Recipes


def _recipes(writer: Writer, program: Program) -> Iterator[list[str]]:
    for recipe in program.samples[:1]:
        yield _sample(writer, recipe)
    if program.infers:
        yield _infer(writer, program.infers)
    for recipe in program.reconstructs[:1]:
        yield _reconstruct(writer, recipe)


def _sample(writer: Writer, recipe: Recipe) -> list[str]:
    given = "".join(f", {variable(name)}: Tensor" for name in recipe.needs)
    star = ", *" if given else ""
    what = f"n draws of {greek(recipe.target)}"
    if recipe.needs:
        what += f", given {', '.join(map(greek, recipe.needs))}"
    return [
        "@torch.no_grad()",
        f"def sample(self, n: int{star}{given}{'' if star else ', *'}, noise: Noise = None) -> Tensor:",
        f'{INDENT}"""{what}; real and unit values are means, without their own noise."""',
        *([f"{INDENT}like = next(self.parameters())"] if _needs_like(recipe) else []),
        *_steps(writer, recipe, INDENT),
    ]


def _needs_like(recipe: Recipe) -> bool:
    return any(getattr(op, "like", "") == "like" for op in recipe.ops)


def _infer(writer: Writer, recipes: Sequence[Recipe]) -> list[str]:
    known = "; ".join(f"{greek(r.target)} of {', '.join(map(greek, r.needs))}" for r in recipes)
    lines = [
        "@torch.no_grad()",
        "def infer(self, node: str, *, noise: Noise = None, **given: Tensor) -> Tensor:",
        *_docstring(f"The mean of a node given others: {known}."),
    ]
    for recipe in recipes:
        lines.append(f'{INDENT}if node == "{recipe.target}":')
        needs = ", ".join(f'"{name}"' for name in recipe.needs)
        names = ", ".join(variable(name) for name in recipe.needs)
        comma = "," if len(recipe.needs) == 1 else ""
        if recipe.needs:
            lines.append(f"{INDENT}{INDENT}({names}{comma}) = need(given, {needs})")
        lines.extend(_steps(writer, recipe, INDENT * 2))
    lines.append(f'{INDENT}raise ValueError(f"no arrow leads to {{node}}")')
    return lines


def _reconstruct(writer: Writer, recipe: Recipe) -> list[str]:
    others = [name for name in recipe.needs if name != recipe.target]
    given = "".join(f", {variable(name)}: Tensor" for name in others)
    target = variable(recipe.target)
    return [
        "@torch.no_grad()",
        f"def reconstruct(self, {target}: Tensor, *{given}, noise: Noise = None) -> Tensor:",
        f'{INDENT}"""The mean of {greek(recipe.target)} at what is inferred from it."""',
        *_steps(writer, recipe, INDENT),
    ]


def _steps(writer: Writer, recipe: Recipe, indent: str) -> list[str]:
    lines = writer.block(recipe.ops, ())
    last = lines[-1].removeprefix(f"{recipe.result} = ")
    if last != lines[-1]:
        lines[-1] = f"return {last}"
    else:
        lines.append(f"return {recipe.result}")
    return [f"{indent}{line}" for line in lines]


# Running the module alone


def _main(program: Program) -> str:
    if program.bound:
        return ""
    schematic = program.schematic
    entries = [_made(schematic, name) for name in _data_nodes(schematic)]
    lines = [
        "",
        "",
        'if __name__ == "__main__":',
        "    torch.manual_seed(0)",
        f"    model = {class_name(schematic)}()",
        "    optimizers = model.optimizers()",
        "    # A batch of noise stands in for data: `python model.py batch.pt` takes a saved batch.",
        "    made = {",
        *(f"        {entry}," for entry in entries),
        "    }",
        "    batch = torch.load(sys.argv[1]) if len(sys.argv) > 1 else made",
        "    for step in range(1, 101):",
        "        losses = model.step(batch, optimizers)",
        "        if step in (1, 10, 100):",
        '            print(step, {player: round(loss.item(), 4) for player, loss in losses.items()})',
    ]
    return textwrap.dedent("\n".join(lines))


def _data_nodes(schematic: Schematic) -> list[str]:
    return [node.name for node in schematic.nodes.values() if node.is_data]


def _made(schematic: Schematic, name: str) -> str:
    node = schematic.nodes[name]
    space = node.space
    if space.classes:
        return f'"{name}": torch.randint({space.classes}, (128,))'
    function = "randn" if space.kind.value == "real" else "rand"
    value = f"torch.{function}({', '.join(map(str, (128, *(space.shape or ()))))})"
    law = node.law
    by = getattr(law, "by", None)
    if not by:
        return f'"{name}": {value}'
    labels = schematic.nodes[by].space.labels
    return f'"{name}": {{' + ", ".join(f'"{label}": {value}' for label in labels) + "}"
