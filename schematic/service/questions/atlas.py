"""Document → the map of what rewrites make of it."""

from __future__ import annotations

from dataclasses import replace

from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.graph.spec_text import write_schematic
from schematic.resources import zoo
from schematic.rewrites.atlas.effort import Effort
from schematic.rewrites.atlas.known_specs import known_name, shipped
from schematic.rewrites.atlas.walk import Stop, Way, atlas_within
from schematic.service.document import Document
from schematic.service.page_answers import AtlasAnswer, AtlasPlace, Refused
from schematic.service.question import Asked, Question
from schematic.service.refusals import refused, unknown_spec

DEPTH = 2
DEEPEST = 4
ENOUGH, MOST = 4_000, 6_000
"""The effort after which a map is cut, and after which there is none: a second or two, since
somebody waits for it who has opened a tab."""


def atlas(starts: list[Schematic], depth: int = DEPTH) -> AtlasAnswer | Refused:
    """The map around some schematics.

    Args:
        starts: well-formed schematics.
        depth: how many rewrites it reaches.
    """
    try:
        found = atlas_within(starts, min(depth, DEEPEST), ENOUGH, Effort(MOST))
    except SchematicError as error:
        return refused(error)
    return AtlasAnswer(tuple(map(_place, found.stops)), tuple(map(_road, found.ways)), found.whole)


def _road(way: Way) -> dict[str, int | str]:
    return {"from": way.tail, "to": way.head, "words": way.rewrite}


def _place(stop: Stop) -> AtlasPlace:
    name, schematic = known_name(stop.schematic), stop.schematic
    if name is not None and stop.chain:
        shown = shipped()[name]
        schematic = replace(schematic, name=shown.name, title=shown.title)
    return AtlasPlace(name, write_schematic(schematic), stop.depth, stop.chain)


def _ask(document: Document, asked: Asked) -> AtlasAnswer | Refused | None:
    depth = asked.words.get("depth", "")
    names = asked.words.get("starts", "").split()
    unknown = [name for name in names if name not in zoo()]
    if unknown:
        return unknown_spec(unknown[0])
    starts = [shipped()[name] for name in names]
    if not names and document.schematic is not None:
        starts = [document.schematic]
    if not starts:
        return None
    return atlas(starts, int(depth) if depth.isdecimal() and len(depth) < 3 else DEPTH)


QUESTION = Question("atlas", _ask)
