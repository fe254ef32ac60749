"""−MMD²(q_η(z), p(z)), q_η(z) being the mean of q_η(z|x) over the data  [Tolstikhin2018, eq. 4]."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.graph import Factor
from schematic.verify.paper.meetings import Meeting
from schematic.verify.paper.runs import Part, Run
from schematic.verify.paper.squared_mmd import points, squared_mmd
from schematic.verify.worlds.scenes import empty, with_prior


def _parts(run: Run, factor: Factor) -> Iterator[Part]:
    node = run.world.schematic.nodes[factor.child]
    inferred = run.scene((node.name,))
    if inferred is not None:
        law = points(with_prior(empty(run.world), node.name, node), node.name)
        value = squared_mmd(points(inferred, node.name), law, node)
        yield Part(-value, run.label, about=("mmd", factor, inferred.origins[node.name]))


ORACLE = Meeting("mmd", _parts)
