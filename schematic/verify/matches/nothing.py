"""The node meets no law: there is no term."""

from __future__ import annotations

from schematic.verify.paper.meetings import Meeting

ORACLE = Meeting("nothing", lambda run, factor: ())
