"""A partly observed node is inferred where it is missing, and no game tells its passes apart."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.graph import Node, Role, Schedule, Schematic
from schematic.graph.advice import new_net
from schematic.objective.copies import MOST_VALUES, values_of
from schematic.objective.game_sides import games_of
from schematic.objective.passes import dashed_cycles

MOST = 4
"""Partly observed nodes of a schematic: each of them doubles the passes."""


@page("SGM357")
def not_inferred_in_part(node: Node, message: str, cause: str, cure: str) -> Diagnostic:
    """A partly observed node that cannot have its two passes.

    `~ data or Categorical` asks for a pass of the examples in which the node is data, and for one
    of those in which it is missing. There it is inferred along its dashed arrow and matched to its
    law. So it has such an arrow, which stands on no cycle; and no game sets one pass against the
    other, since then the two would be its sides.
    """
    return Diagnostic("SGM357", message, node.name_span, cause, cure, about=(node.name, "..>"))


def check(schematic: Schematic) -> Iterator[Diagnostic]:
    """Findings about partly observed nodes."""
    partly = schematic.partly_observed
    circling = {name for cycle in dashed_cycles(schematic) for name in cycle}
    for name in partly:
        if finding := _fault(schematic, schematic.nodes[name], circling):
            yield finding
    for name in partly[MOST:]:
        message = f"`{name}` is one partly observed node too many"
        cause = f"each doubles the passes, and {MOST} are the most"
        cure = f"write `~ data` for `{name}`"
        yield not_inferred_in_part(schematic.nodes[name], message, cause, cure)


def _fault(schematic: Schematic, node: Node, circling: set[str]) -> Diagnostic | None:
    """Why a node cannot have two passes, or None."""
    name = node.name
    if schematic.schedule is not Schedule.TOGETHER:
        message = f"`{name}` is partly observed, and the schedule is wake–sleep"
        cause = "a phase samples each node along one process, and there would be two ways"
        return not_inferred_in_part(node, message, cause, "remove the `train` line")
    if name not in schematic.dashed_into:
        message = f"`{name}` is partly observed, and nothing infers it where it is missing"
        arrow = f"{_source(schematic, name)} ..> {name} ~ {new_net(schematic, 'C', 'eta')}"
        cure = f"add `{arrow}{_gradient(node)}`"
        return not_inferred_in_part(node, message, "no dashed arrow leads into it", cure)
    if name in circling:
        message = f"`{name}` is partly observed, and stands on a cycle of dashed arrows"
        cause = "the cycle is cut where a node has a law, and would be cut where it is data too"
        cure = f"infer `{name}` from other nodes, or write `~ data` alone"
        return not_inferred_in_part(node, message, cause, cure)
    game = next(iter(games_of(schematic)), None)
    if game is not None and schematic.nodes[game.child].role is Role.INDICATOR:
        judged = listed(game.parents)
        message = f"`{name}` is partly observed, and a game judges {judged}"
        cause = "a game has a real and a fake side, which would be made twice, in unequal shares"
        cure = "remove the solid red arrow; a dashed one, `..!>`, may weigh the examples"
        return not_inferred_in_part(node, message, cause, cure)
    return None


def _gradient(node: Node) -> str:
    """The attribute with which a gradient passes through a draw of the node."""
    values = values_of(node)
    if values is None:
        return ""
    return f" {{gradient = {'enumerate' if values <= MOST_VALUES else 'score'}}}"


def _source(schematic: Schematic, name: str) -> str:
    """Data from which a node may be inferred."""
    data = (n.name for n in schematic.nodes.values() if n.is_data and n.name != name)
    return next(data, "x")
