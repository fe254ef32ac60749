"""Noise is mixed into a value otherwise than the schedule says, or the error is another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from torch import Tensor

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.emit.kernels.diffusion import at_level
from schematic.emit.kernels.reduce import per_example
from schematic.emit.kernels.schedules import Level, cosine, linear
from schematic.objective.terms import Denoising

Schedule = Callable[[Tensor], Level]


def _by(change: Callable[[Schedule], Schedule]) -> Callable[..., Tensor]:
    """A kernel whose schedule is changed."""

    def wrong(right: Callable[..., Tensor], *given: Tensor, schedule: Schedule) -> Tensor:
        return right(*given, schedule=change(schedule))

    return wrong


def _exchanged(schedule: Schedule) -> Schedule:
    """The schedule that runs the other way: α where σ belongs."""

    def other(t: Tensor) -> Level:
        alpha, sigma, alpha_rate, sigma_rate = schedule(t)
        return Level(sigma, alpha, sigma_rate, alpha_rate)

    return other


def _squared(right: object, value: Tensor, t: Tensor, noise: Tensor, *, schedule: Any) -> Tensor:
    level = at_level(t, value, schedule)
    return level.alpha**2 * value + level.sigma**2 * noise


def _absolute(right: object, target: Tensor, told: Tensor) -> Tensor:
    return per_example((target - told).abs())


def _opposite(right: Callable[..., Tensor], target: Tensor, told: Tensor) -> Tensor:
    return right(-target, told)


def _both(change: Callable[[Schedule], Schedule]) -> World:
    return World(kernels=dict.fromkeys(("blend", "velocity"), _by(change)))


WORLDS: Mapping[str, World] = {
    "noise is mixed in by the schedule {cosine}": _both(lambda _: cosine),
    "noise is mixed in by the schedule {linear}": _both(lambda _: linear),
    "α and σ are exchanged where noise is mixed in": World(kernels={"blend": _by(_exchanged)}),
    "the level runs the other way: it is 1 at data": _both(_exchanged),
    "noise is mixed in by α² and σ²: square roots are missing": World(kernels={"blend": _squared}),
    "the error is absolute, and not squared": World(kernels={"half_squared_error": _absolute}),
    "the target has the wrong sign": World(kernels={"half_squared_error": _opposite}),
}


def _variants(place: Place) -> Iterator[Variant]:
    body = place.term.body
    if not isinstance(body, Denoising):
        return
    schedule, net = body.diffusion.schedule, body.factor.law.nets[0].net
    for says, world in WORLDS.items():
        if f"{{{schedule}}}" in says:
            continue
        cure = f"take {body.noisy} = α {body.of} + σ ε by the schedule {schedule}"
        if "half_squared_error" in world.kernels:
            cure = f"take ½‖{body.factor.attributes.predict} − {net}‖²"
        yield Variant(says.replace("{", "").replace("}", ""), cure, place.term, world, kin=says)


MISTAKE = Mistake("mixing", 7, _variants)
