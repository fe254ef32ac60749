"""A name of the zoo → what its picture and its objective say: a paragraph, and the losses."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from docs.press.blocks import fence
from docs.press.pictures import load
from docs.press.prose import joined
from schematic.expressions.printers import joined as sum_of
from schematic.graph import Factor, Schematic
from schematic.graph.names import greek, latex_name
from schematic.objective.passes import in_order
from schematic.objective.printing.loss import summands_in_series
from schematic.objective.printing.plates import Indices, values_shown
from schematic.objective.terms import Player

WIDTH = 100  # characters of a loss in a line
MINUS = "−"


def summarise(name: str) -> str:
    """Whose model it is, where sampling begins, what is inferred, which nets each player trains."""
    schematic = load(name)
    training = " ".join(map(_training, schematic.objective.players))
    return f"{schematic.name}: {schematic.title}. {_sampling(schematic)} {training}"


def write_losses(name: str) -> str:
    """What each player minimises, as the emitted source computes it."""
    objective = load(name).objective
    losses = {greek(p.name): summands_in_series(objective, p) for p in objective.players}
    margin = max(map(len, losses)) + 2
    rows = (
        f"{label:{margin}}{line}"
        for player, summands in losses.items()
        for label, line in zip_longest([player], _lines(summands), fillvalue="")
    )
    return fence("text", "\n".join(rows))


def _lines(summands: list[str]) -> list[str]:
    """A loss in one line, or a line a summand where that is too long."""
    whole = sum_of(summands, MINUS)
    if len(whole) <= WIDTH:
        return [whole]
    first, *others = summands
    return [first, *(sum_of(["", other], MINUS).lstrip() for other in others)]


def _sampling(schematic: Schematic) -> str:
    """Where sampling begins, and what is inferred from there."""
    dashed = [f for f in schematic.factors if f.dashed and not f.red]
    inferred = _in_order([*dashed, *schematic.inverses])
    children = {factor.child for factor in inferred}
    starts = {p for factor in inferred for p in factor.parents if p not in children}
    rows = Indices(schematic).texts([(f.child, *f.parents) for f in inferred])
    ways = [
        f"${latex_name(child)}${'' if place else ' is inferred'} from {_nodes(parents)}"
        + (f" for ${values_shown(values)}$" if values else "")
        for place, ((child, *parents), values) in enumerate(rows)
    ]
    clauses = joined(ways, ", and ")
    if not starts:
        return f"The dashed arrows form a cycle, and each node on it starts a pass: {clauses}."
    names = [(node,) for node in schematic.nodes if node in starts]
    roots = (name for (name,), _ in Indices(schematic).texts(names))
    return f"Sampling begins at {_nodes(roots)}: {clauses}."


def _in_order(factors: list[Factor]) -> list[Factor]:
    """Factors in the order of sampling; those on a cycle, and behind one, come last as they are."""
    parents = {factor.child: factor.parents for factor in factors}
    place = {name: at for at, name in enumerate(in_order(parents, list(parents)))}
    return sorted(factors, key=lambda factor: place.get(factor.child, len(place)))


def _training(player: Player) -> str:
    groups = joined([f"${latex_name(group)}$" for group in player.name.split(",")])
    verb = "train" if "," in player.name else "trains"
    return f"{groups} {verb} {joined([f'${latex_name(net)}$' for net in player.nets])}."


def _nodes(names: Iterable[str]) -> str:
    return joined([f"${latex_name(name)}$" for name in names])
