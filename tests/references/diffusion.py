"""Data with noise of some level in them: what a net should tell of the mixture."""

import math

from torch import Tensor, stack

from .densities import Batch, Losses, Nets, Noise


def half_square(difference: Tensor) -> Tensor:
    """½‖·‖² of each example, [B]."""
    return difference.flatten(1).square().sum(1) / 2


def ddpm(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: ½‖ε − U(u, t)‖², u = cos(πt/2) x + sin(πt/2) ε  [Ho2020, eq. 14], [Nichol2021, eq. 17]."""
    x, t, epsilon = batch["x"], noise["t"], noise["u"]
    angle = (math.pi * t / 2)[..., None, None]
    told = nets["U"](angle.cos() * x + angle.sin() * epsilon, t)
    return {"theta": half_square(epsilon - told).mean()}


def flow_matching(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: ½‖(ε − x) − U((1 − t) x + t ε, t, c)‖², c a class  [Lipman2023, eq. 23]."""
    x, c, t, epsilon = batch["x"], batch["c"], noise["t"], noise["u"]
    told = nets["U"]((1 - t) * x + t * epsilon, t, c)
    return {"theta": half_square(epsilon - x - told).mean()}


def denoised(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: 3 · ½‖x − U(u, t)‖², two mixtures of each x at one level, t between 0.2 and 0.7."""
    x, t = batch["x"], 0.2 + 0.5 * noise["t"]
    each = [
        half_square(x - nets["U"](t, (1 - t) * x + t * epsilon)).mean() for epsilon in noise["u"]
    ]
    return {"theta": 3 * stack(each).mean()}


def bound_by_noise(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: 0.8 · ½ π/(sin cos) ‖ε − U‖² at the cosine, 0.1 < t < 0.9  [Kingma2021, eq. 17]."""
    x, t, epsilon = batch["x"], 0.1 + 0.8 * noise["t"], noise["u"]
    angle = math.pi * t / 2
    told = nets["U"](angle.cos() * x + angle.sin() * epsilon, t)
    weight = math.pi / (angle.sin() * angle.cos())
    return {"theta": 0.8 * (weight[:, 0] * half_square(epsilon - told)).mean()}


def bound_by_data(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: 0.8 · ½ · 2 (1 − t)/t³ ‖x − U‖² at straight lines: −½ SNR′(t)  [Kingma2021, eq. 17]."""
    x, t, epsilon = batch["x"], 0.1 + 0.8 * noise["t"], noise["u"]
    told = nets["U"]((1 - t) * x + t * epsilon, t)
    return {"theta": 0.8 * (2 * (1 - t) / t**3 * half_square(x - told)[:, None]).mean()}


def bound_by_velocity(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: the last bound at x̂ = u − t U, the value that a velocity tells: its error is t² times."""
    x, t, epsilon = batch["x"], 0.1 + 0.8 * noise["t"], noise["u"]
    u = (1 - t) * x + t * epsilon
    told = u - t * nets["U"](u, t)
    return {"theta": 0.8 * (2 * (1 - t) / t**3 * half_square(x - told)[:, None]).mean()}
