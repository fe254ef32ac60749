"""Tree → Schematic: the typed schematic graphical model, and how a tree becomes one."""

from schematic.graph.dump import dump
from schematic.graph.elaborate import elaborate
from schematic.graph.schematic import (
    FROZEN,
    Attributes,
    DataLaw,
    Distribution,
    Factor,
    Net,
    NetRef,
    Node,
    Parts,
    Role,
    Schedule,
    Schematic,
    Space,
)

__all__ = [
    "FROZEN",
    "Attributes",
    "DataLaw",
    "Distribution",
    "Factor",
    "Net",
    "NetRef",
    "Node",
    "Parts",
    "Role",
    "Schedule",
    "Schematic",
    "Space",
    "dump",
    "elaborate",
]
