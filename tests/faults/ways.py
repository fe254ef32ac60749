"""How a run is computed → the options of `sgm train`, and how many processes take part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """A way to compute a run.

    Attributes:
        options: of `sgm train`.
        processes: how many torchrun starts; 1 stands for `sgm` without torchrun.
    """

    options: tuple[str, ...] = ()
    processes: int = 1


WAYS = {
    "eager": Way(),
    "fast": Way(("--fast",)),
    "two": Way(processes=2),
}
