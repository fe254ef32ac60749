"""Program → the class of the emitted model, a method at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from schematic.emit.layers import Layers, layers_of, port_of
from schematic.emit.layout import INDENT, dictionary, docstring, indented
from schematic.emit.library import GRAPHS, names_in
from schematic.emit.lines import Writer, call
from schematic.emit.recipes import write_recipes
from schematic.graph import Schematic
from schematic.graph.names import greek
from schematic.graph.ports import describe
from schematic.objective.printing.loss import loss_of
from schematic.objective.terms import Player
from schematic.program import Program
from schematic.program.names import RESERVED, attribute, method
from schematic.program.ops import LIKE, Prior, Section, results


def class_name(schematic: Schematic) -> str:
    """The name of the emitted class."""
    name = re.sub(r"\W", "_", schematic.name)
    taken = RESERVED | names_in(GRAPHS) | {"Any", "Batch", "Mapping", "NamedTuple", "Noise"}
    return f"{name}_" if name in taken else name


def write_class(program: Program, *, fast: bool = False) -> Iterator[str]:
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
        *(f"{INDENT}{line}" for line in dictionary("nets = ", players)),
    ]
    yield "\n".join(head)
    yield indented(_constructor(program, fast=fast))
    yield indented(_draw(writer))
    for section in program.sections:
        yield indented(_terms(writer, section))
    yield indented(_fixed(program, fast=fast))
    for lines in write_recipes(writer, program):
        yield indented(lines)


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


def _constructor(program: Program, *, fast: bool) -> Iterator[str]:
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
    if fast:
        yield f"{INDENT}self.graphs = Graphs()"


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
    yield from docstring("Sample what the players share, once a batch; `noise` fixes base noise.")
    if any(isinstance(op, Prior) and op.like == LIKE for op in program.shared):
        yield f"{INDENT}{LIKE} = next(self.parameters())"
    for line in writer.block(program.shared, takes):
        yield f"{INDENT}{line}"
    entries = [f'"{name}": {name}' for name in shared]
    yield from (f"{INDENT}{line}" for line in dictionary("return ", entries))


def _terms(writer: Writer, section: Section) -> Iterator[str]:
    objective = writer.program.objective
    takes = [f"{name}: Tensor" for name in section.takes]
    arguments = ["self", *takes, "**_: Tensor"]
    yield from call("", f"def {method(section.player.name)}", arguments, " -> dict[str, Tensor]:")
    text = f"{greek(section.player.name)} minimises {loss_of(objective, section.player)}."
    yield from docstring(text)
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


def _fixed(program: Program, *, fast: bool) -> Iterator[str]:
    """What every model has: losses, optimizers and the step."""
    table = dictionary(
        "terms = ",
        [f'"{p.name}": self.{method(p.name)}' for p in program.objective.players],
    )
    game = any(player.discriminates for player in program.objective.players)
    text = FIXED.replace("@BETAS@", "(0.5, 0.999)" if game else "(0.9, 0.999)")
    if fast:
        text = COMPILED + text.replace("def step(", "def eager_step(")
    for line in text.splitlines():
        if line.strip() == "@TERMS@":
            yield from (f"{INDENT}{row}" for row in table)
        else:
            yield line


COMPILED = '''\
def step(
    self, batch: Batch, optimizers: Mapping[str, torch.optim.Optimizer]
) -> dict[str, Tensor]:
    """One batch as one compiled graph, or eagerly where there is none; returns the losses."""
    update = self.graphs.step_for(self, batch, optimizers) or self.eager_step
    return update(batch, optimizers)

'''
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
        player: Adam(
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
