"""Diffusion: noise that is mixed into a value, what a net tells of the mixture, and the way back.

A value x is [B, …], a level t [B, 1]; a schedule gives α and σ at a level.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from schematic.emit.kernels.reduce import batch_mean, per_example
from schematic.emit.kernels.schedules import Level


def noise_like(value: Tensor, noise: Tensor | None = None) -> Tensor:
    """ε ~ N(0, 1) of the shape of a value, [B, …], or the base noise that is given."""
    return torch.randn_like(value) if noise is None else noise.reshape(value.shape)


def at_level(t: Tensor, value: Tensor, schedule: Callable[[Tensor], Level]) -> Level:
    """The schedule at levels [B, 1], as factors of values [B, …]."""
    return schedule(t.reshape(-1, *(1 for _ in value.shape[1:])))


def blend(
    value: Tensor, t: Tensor, noise: Tensor, *, schedule: Callable[[Tensor], Level]
) -> Tensor:
    """α(t) x + σ(t) ε, [B, …]."""
    level = at_level(t, value, schedule)
    return level.alpha * value + level.sigma * noise


def faded(value: Tensor, t: Tensor, *, schedule: Callable[[Tensor], Level]) -> Tensor:
    """α(t) x, the mean of the mixture, [B, …]."""
    return at_level(t, value, schedule).alpha * value


def velocity(
    value: Tensor, t: Tensor, noise: Tensor, *, schedule: Callable[[Tensor], Level]
) -> Tensor:
    """α′(t) x + σ′(t) ε, how the mixture moves with the level, [B, …]."""
    level = at_level(t, value, schedule)
    return level.alpha_rate * value + level.sigma_rate * noise


def half_squared_error(target: Tensor, told: Tensor) -> Tensor:
    """½‖target − told‖², [B]."""
    return 0.5 * per_example((target - told) ** 2)


def half_squared_error_mean(target: Tensor, told: Tensor) -> Tensor:
    """½‖target − told‖², the mean over the batch."""
    return batch_mean((target - told) ** 2, 0.5)


def noise_weight(t: Tensor, *, schedule: Callable[[Tensor], Level]) -> Tensor:
    """−λ′(t), with which the error in the noise is a bound, [B] [Kingma2021]."""
    alpha, sigma, alpha_rate, sigma_rate = schedule(t.flatten())
    return 2 * (sigma_rate / sigma - alpha_rate / alpha)


def data_weight(t: Tensor, *, schedule: Callable[[Tensor], Level]) -> Tensor:
    """−λ′α²/σ², with which the error in the data is a bound, [B] [Kingma2021]."""
    alpha, sigma, alpha_rate, sigma_rate = schedule(t.flatten())
    return 2 * alpha * (sigma_rate * alpha - alpha_rate * sigma) / sigma**3


def velocity_weight(t: Tensor, *, schedule: Callable[[Tensor], Level]) -> Tensor:
    """−4/(σ²λ′), with which the error in the velocity is a bound, [B]."""
    alpha, sigma, alpha_rate, sigma_rate = schedule(t.flatten())
    return 2 * alpha / (sigma * (sigma_rate * alpha - alpha_rate * sigma))


def data_from_noise(mixed: Tensor, told: Tensor, level: Level) -> Tensor:
    """The value of which a net tells the noise: (u − σ ε)/α, [B, …]."""
    return (mixed - level.sigma * told) / level.alpha


def data_from_data(mixed: Tensor, told: Tensor, level: Level) -> Tensor:
    """The value that a net tells, [B, …]."""
    return told


def data_from_velocity(mixed: Tensor, told: Tensor, level: Level) -> Tensor:
    """The value of which a net tells the velocity: (σ′u − σ v)/(σ′α − σα′), [B, …]."""
    alpha, sigma, alpha_rate, sigma_rate = level
    return (sigma_rate * mixed - sigma * told) / (sigma_rate * alpha - sigma * alpha_rate)


def cleaned(
    mixed: Tensor,
    told: Tensor,
    t: Tensor,
    *,
    schedule: Callable[[Tensor], Level],
    estimate: Callable[[Tensor, Tensor, Level], Tensor],
) -> Tensor:
    """The value at what a net tells of a mixture of level t, [B, …]."""
    return estimate(mixed, told, at_level(t, mixed, schedule))


def reverse(
    value: Tensor,
    net: Callable[[Tensor, Tensor], Tensor],
    schedule: Callable[[Tensor], Level],
    estimate: Callable[[Tensor, Tensor, Level], Tensor],
    steps: int,
    ode: bool,
    noise: Tensor | None = None,
) -> Tensor:
    """The reverse process, from noise at level 1 to a value at level 0, [B, …].

    A step goes from a level to the next lower one, at the value that the net tells: to a draw of
    what lies between [Ho2020, eq. 7], or with `ode` along the flow of probability without noise
    [Song2021], which at straight lines is Euler's step. At level 1 α is 0, and noise says nothing
    of a value, so a net that tells noise begins half a step below.

    Args:
        value: noise ε ~ N(0, 1).
        net: the mixture [B, …] and its level [B, 1] → what it tells, [B, …].
        schedule: α and σ at a level.
        estimate: the value at what the net tells.
        steps: how many, K.
        ode: whether no noise is drawn on the way.
        noise: that of all steps but the last, [K − 1, B, …].
    """
    levels = torch.linspace(1, 0, steps + 1, dtype=value.dtype, device=value.device)
    if estimate is data_from_noise:
        levels[0] -= 0.5 / steps
    for k in range(steps):
        here, there = schedule(levels[k]), schedule(levels[k + 1])
        told = net(value, levels[k].expand(len(value), 1))
        clean = estimate(value, told, here)
        if ode:
            value = there.alpha * clean + there.sigma * (value - here.alpha * clean) / here.sigma
            continue
        ratio = here.alpha / there.alpha
        variance = here.sigma**2 - (ratio * there.sigma) ** 2
        value = (ratio * there.sigma**2 * value + there.alpha * variance * clean) / here.sigma**2
        if k < steps - 1:
            fresh = torch.randn_like(value) if noise is None else noise[k]
            value = value + there.sigma * variance.sqrt() / here.sigma * fresh
    return value
