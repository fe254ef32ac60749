"""The discriminator regresses to other targets."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.audit.mistakes.double_sigmoid import squashed
from schematic.objective.terms import Verdict

SHIFTS = (-2.0, -1.0, -0.5, 0.5, 1.0, 2.0, 0.1, -0.1)


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if not isinstance(body, Verdict) or body.factor.attributes.loss != "squares":
        return
    net = body.factor.law.nets[0].net
    target = 1.0 if (body.label == 1) is not body.reverse else 0.0
    for shift in SHIFTS:
        says = f"the target of {net} is {_shown(target + shift)}, and should be {target:g}"
        yield Variant(
            says, f"regress to {target:g}", place.term, _shifted(net, shift), kin=f"{shift}"
        )


@lru_cache(maxsize=256)
def _shifted(net: str, shift: float) -> World:
    """The world in which a net's targets are larger; one for all terms that evaluate it."""
    return World(nets={net: squashed(_plus(-shift))})


def _shown(number: float) -> str:
    return f"{number:g}".replace("-", "−")


def _plus(number: float) -> Callable[[Tensor], Tensor]:
    return lambda logit: logit + number


MISTAKE = Mistake("shifted_target", 14, _variants)
