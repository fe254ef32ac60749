"""A name of the zoo → a paragraph that says in words what its picture and its objective say."""

from __future__ import annotations

from collections.abc import Iterable

from docs.press.pictures import load
from schematic.graph import Schematic
from schematic.graph.names import latex_name
from schematic.objective import Objective
from schematic.objective.printing.loss import loss_in_series
from schematic.objective.printing.plates import Indices, values_shown
from schematic.objective.terms import Player


def summarise(name: str) -> str:
    """Whose model it is, where sampling begins, what is inferred, what each player pays."""
    schematic = load(name)
    objective = schematic.objective
    costs = " ".join(_cost(objective, player) for player in objective.players)
    return f"{schematic.name}: {schematic.title}. {_sampling(schematic)} {costs}"


def _sampling(schematic: Schematic) -> str:
    """Where sampling begins, and what is inferred from there."""
    dashed = [f for f in schematic.factors if f.dashed and not f.red]
    inferred = [*dashed, *schematic.inverses]
    children = {factor.child for factor in inferred}
    starts = {p for factor in inferred for p in factor.parents if p not in children}
    rows = Indices(schematic).texts([(f.child, *f.parents) for f in inferred])
    ways = [
        f"${latex_name(child)}$ is inferred from {_nodes(parents)}"
        + (f" for ${values_shown(values)}$" if values else "")
        for (child, *parents), values in rows
    ]
    if not starts:
        return (
            f"The dashed arrows form a cycle, and each node on it starts a pass: {_joined(ways)}."
        )
    names = [(node,) for node in schematic.nodes if node in starts]
    roots = (name for (name,), _ in Indices(schematic).texts(names))
    return f"Sampling begins at {_nodes(roots)}: {_joined(ways)}."


def _cost(objective: Objective, player: Player) -> str:
    groups = _joined([f"${latex_name(group)}$" for group in player.name.split(",")])
    verb = "train" if "," in player.name else "trains"
    pays = "minimise" if "," in player.name else "minimises"
    nets = _joined([f"${latex_name(net)}$" for net in player.nets])
    return f"{groups} {verb} {nets} and {pays} `{loss_in_series(objective, player)}`."


def _nodes(names: Iterable[str]) -> str:
    return _joined([f"${latex_name(name)}$" for name in names])


def _joined(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
