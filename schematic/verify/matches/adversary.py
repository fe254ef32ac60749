"""The game of the solid red arrow that leaves the node: its verdicts are all there is to it."""

from __future__ import annotations

from schematic.verify.paper.meetings import Meeting

ORACLE = Meeting("adversary", lambda run, factor: ())
