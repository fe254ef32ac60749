"""`linear`: one linear map."""

from __future__ import annotations

from schematic.constructors.mlp import Mlp


class Linear(Mlp):
    """An `mlp` that has no layers inside."""

    name = "linear"
    takes_sizes = False
    options = ("embedding", "init")


CONSTRUCTOR = Linear()
