"""A search among rewrites → how much of it is allowed: it ends with a finding, and never hangs.

The schematics that rewrites lead to grow in number with the power of the distance, and the rewrites
of one of them with the square of its nodes.
"""

from __future__ import annotations

from dataclasses import dataclass

from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.rewrites.rewrite_findings import search_given_up

MOST = 500_000


@dataclass
class Effort:
    """What a search may still spend.

    A rewrite that is tried costs as much as there are nodes and arrows to go over.

    Attributes:
        most: what it may spend in all.
        spent: what it has spent.
        tried: how many rewrites that were.
    """

    most: int = MOST
    spent: int = 0
    tried: int = 0

    def spend(self, schematic: Schematic) -> None:
        """Count the trial of one rewrite of a schematic.

        Raises:
            SchematicError: the search is given up here (SGM660).
        """
        self.tried += 1
        self.spent += len(schematic.nodes) + len(schematic.factors)
        if self.spent > self.most:
            raise SchematicError([search_given_up(self.tried - 1)], schematic.source)
