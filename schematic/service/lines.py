"""Lines of a document → what the compiler has made of them, as far as it could."""

from __future__ import annotations

from schematic.graph.names import ascii_name, greek
from schematic.service.document import Document
from schematic.syntax import tree

Line = (
    tree.ModelLine | tree.NodeLine | tree.FactorLine | tree.NetLine | tree.LetLine | tree.TrainLine
)


def line_of(statement: tree.Statement) -> Line:
    """A statement without the range of its plate."""
    return statement.statement if isinstance(statement, tree.Plate) else statement


def trainer_of(document: Document, name: tree.Name) -> str:
    """Who trains a net: a player, or only its group where the text has errors; empty if unknown."""
    schematic = document.examination.schematic
    stem = ascii_name(name.stem.text if isinstance(name, tree.Copy) else name.text)
    copies = [each for each, copy in schematic.copies_of_nets.items() if copy.stem == stem]
    nets = [net for net in (stem, *copies) if net in schematic.group_of]
    if not nets:
        return ""
    groups = dict.fromkeys(schematic.group_of[net] for net in nets)
    if any(group not in schematic.groups for group in groups):
        return "trained by nobody"
    objective = document.objective
    players = (
        [player.name for player in objective.players if set(player.nets) & set(nets)]
        if (objective)
        else list(groups)
    )
    return f"trained by {' and '.join(map(greek, players))}" if players else ""
