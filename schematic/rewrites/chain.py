"""The table of rewrites, and text → rewrites: `add code z | swap processes | degenerate y`."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from schematic.diagnostics import SchematicError, Source, Span
from schematic.graph import Schematic
from schematic.rewrites import rewrite_findings as errors
from schematic.rewrites.rewrite import Rewrite
from schematic.rewrites.rules.activate import Activate
from schematic.rewrites.rules.add_code import AddCode
from schematic.rewrites.rules.add_indicator import AddIndicator
from schematic.rewrites.rules.degenerate import Degenerate
from schematic.rewrites.rules.drop_code import DropCode
from schematic.rewrites.rules.drop_indicator import DropIndicator
from schematic.rewrites.rules.gan_to_vae import GanToVae
from schematic.rewrites.rules.match_by import MatchBy
from schematic.rewrites.rules.swap_nodes import SwapNodes
from schematic.rewrites.rules.swap_processes import SwapProcesses
from schematic.rewrites.rules.vae_to_gan import VaeToGan

REWRITES: tuple[type[Rewrite], ...] = (
    SwapProcesses,
    SwapNodes,
    AddCode,
    DropCode,
    Degenerate,
    Activate,
    AddIndicator,
    DropIndicator,
    MatchBy,
    GanToVae,
    VaeToGan,
)
"""Where two can be read from one text, the first is meant."""


def moves(schematic: Schematic) -> Iterator[Rewrite]:
    """Every elementary rewrite that is worth a try."""
    for kind in REWRITES:
        yield from kind.moves(schematic)


def read_rewrites(text: str, source: Source | None = None, at: int = 0) -> tuple[Rewrite, ...]:
    """The rewrites of a chain.

    Args:
        text: rewrites, with `|` between them.
        source: where the text stands; itself, if not given.
        at: its place there.

    Raises:
        SchematicError: there is no such rewrite (SGM701); one finding for each.
    """
    rewrites: list[Rewrite] = []
    findings = []
    for part in text.split("|"):
        found = _read(part)
        if found is None:
            start = at + len(part) - len(part.lstrip())
            span = Span(start, max(start + 1, at + len(part.rstrip())))
            findings.append(errors.unknown_rewrite(span, part.strip(), _forms()))
        else:
            rewrites.append(found)
        at += len(part) + 1
    if findings:
        raise SchematicError(findings, source or Source.of("<rewrite>", text))
    return tuple(rewrites)


def _read(text: str) -> Rewrite | None:
    normal = unicodedata.normalize("NFKC", text)
    if normal.split()[-1:] in (["code"], ["processes"]) and len(normal.split()) == 2:
        return SwapProcesses.read(normal)
    return next((found for kind in REWRITES if (found := kind.read(normal))), None)


def _forms() -> tuple[str, ...]:
    """How the rewrites are written, with the names that the theory uses."""
    names = {"left": "x", "right": "z", "node": "z", "indicator": "y", "by": "red"}
    return tuple(kind.words.format_map(names) for kind in REWRITES)
