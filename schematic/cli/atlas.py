"""Specs → the map of what rewrites make of them: the `atlas` command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from schematic.cli.failures import UsageError
from schematic.cli.inputs import accept_file, add_file
from schematic.cli.numbers import whole
from schematic.cli.outputs import remark, write_result
from schematic.ranges import NATURAL

if TYPE_CHECKING:
    from schematic.objective import Objective
    from schematic.rewrites.atlas.walk import Atlas, Stop

DESCRIPTION = """Walk outward from specs by rewrites, and name the schematics that are known.

Those that no shipped spec has are listed with what each player minimises: every one of them is
well-formed, compiles and trains, which does not say that it is worth anything. -o draws the map.

The eight systems on one map:
  sgm atlas gan infogan aavae vae aae ae ada helmholtz --depth 1 -o atlas.svg"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `atlas`."""
    from schematic.rewrites.atlas.walk import DEPTH

    add_file(parser, many=True)
    help_ = f"how many rewrites to walk; default: {DEPTH}"
    parser.add_argument("--depth", metavar="N", type=whole(NATURAL), default=DEPTH, help=help_)
    parser.add_argument(
        "-o", "--out", metavar="OUT", help="draw the map: OUT.svg, OUT.pdf or OUT.png"
    )


def run(options: argparse.Namespace) -> int:
    """Walk around the specs, list what is found, and draw the map."""
    from schematic.rewrites.atlas.walk import atlas

    format = Path(options.out or "map.svg").suffix.removeprefix(".").lower()
    if format not in ("svg", "pdf", "png"):
        message = f"{options.out!r} does not say in which format to draw the map"
        raise UsageError(message, "give it the ending .svg, .pdf or .png")
    found = atlas([accept_file(name) for name in options.file], options.depth)
    print(_listed(found))
    if not found.whole:
        ended = f"the walk ended at {len(found.stops):,} schematics"
        remark(f"sgm: note: {ended}; a smaller --depth gives a whole map")
    if options.out:
        from schematic.rewrites.atlas.map_picture import draw_map

        write_result(draw_map(found, format), options.out)
        remark(f"wrote {options.out}")
    return 0


def _listed(found: Atlas) -> str:
    """The known ones by name, the others by the numbers they have on the map."""
    from schematic.objective import derive

    lines = [f"{len(found.stops)} schematics, {len(found.stops) - len(found.unnamed)} with a name"]
    for stop in found.stops:
        if stop.name:
            lines.append(f"\n{stop.name}: {_way(found, stop)}")
    for number, stop in enumerate(found.unnamed, 1):
        lines += [f"\n({number}) {_way(found, stop)}", *_losses(derive(stop.schematic))]
    return "\n".join(lines)


def _way(found: Atlas, stop: Stop) -> str:
    """How a stop is reached."""
    start = found.stops[stop.start].schematic.name
    return f"{start}, {' | '.join(stop.chain)}" if stop.chain else "where the walk begins"


def _losses(objective: Objective) -> list[str]:
    from schematic.graph.names import greek
    from schematic.objective.printing.loss import loss_of

    return [f"    {greek(p.name)} minimises {loss_of(objective, p)}" for p in objective.players]
