"""`match = nothing`: the node is not held to its law, which only says how to sample it (an AE)."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.objective.draws import Pool
from schematic.objective.match import Match, Meeting
from schematic.objective.terms import Term
from schematic.objective.worlds import World


def _is_default(meeting: Meeting) -> bool:
    return False


def _refusal(meeting: Meeting) -> Diagnostic | None:
    return None


def _terms(pool: Pool, world: World, meeting: Meeting) -> Iterator[Term]:
    yield from ()


def _sentence(name: str, q: str, p: str) -> str:
    return f"{name} is matched by nothing, as its arrow says"


MATCH = Match("nothing", _is_default, _refusal, _terms, _sentence)
