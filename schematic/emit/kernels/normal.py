"""Normal laws: loc is μ; log_var is log σ², or scale is σ. All tensors are [B, …]."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from schematic.emit.kernels.reduce import batch_mean, per_example


def _normal_nll(value: Tensor, loc: Tensor, log_var: Tensor) -> Tensor:
    """−2 log N(value | loc, σ²) = (value − loc)²/σ² + log σ² + log 2π, for each element."""
    square = (value - loc) ** 2 * torch.exp(-log_var)
    return square + log_var + math.log(2 * math.pi)


def normal_nll(value: Tensor, loc: Tensor, log_var: Tensor) -> Tensor:
    """−log N(value | loc, σ²), [B] in nats."""
    return 0.5 * per_example(_normal_nll(value, loc, log_var))


def normal_nll_mean(value: Tensor, loc: Tensor, log_var: Tensor) -> Tensor:
    """−log N(value | loc, σ²), the mean over the batch in nats."""
    return batch_mean(_normal_nll(value, loc, log_var), 0.5)


def _normal_nll_at(value: Tensor, loc: Tensor | float, scale: float) -> Tensor:
    """−log N(value | loc, scale²), for each element."""
    constant = math.log(scale) + 0.5 * math.log(2 * math.pi)
    return ((value - loc) / scale) ** 2 * 0.5 + constant


def normal_nll_at(value: Tensor, loc: Tensor | float, scale: float) -> Tensor:
    """−log N(value | loc, scale²) with a fixed scale, [B] in nats."""
    return per_example(_normal_nll_at(value, loc, scale))


def normal_nll_at_mean(value: Tensor, loc: Tensor | float, scale: float) -> Tensor:
    """−log N(value | loc, scale²) with a fixed scale, the mean over the batch in nats."""
    return batch_mean(_normal_nll_at(value, loc, scale))


def normal_draw(loc: Tensor, log_var: Tensor, noise: Tensor | None = None) -> Tensor:
    """A draw loc + σ ε, [B, …]; base noise ε ~ N(0, 1)."""
    noise = torch.randn_like(loc) if noise is None else noise.reshape(loc.shape)
    return loc + torch.exp(0.5 * log_var) * noise


def normal_draw_at(loc: Tensor, scale: float, noise: Tensor | None = None) -> Tensor:
    """A draw loc + scale ε, [B, …]; base noise ε ~ N(0, 1)."""
    noise = torch.randn_like(loc) if noise is None else noise.reshape(loc.shape)
    return loc + scale * noise


def normal_prior(
    shape: Sequence[int], loc: float, scale: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A draw from N(loc, scale²) of this shape, [B, …]; base noise ε ~ N(0, 1)."""
    if noise is None:
        noise = torch.randn(shape, dtype=like.dtype, device=like.device)
    return noise if (loc, scale) == (0.0, 1.0) else loc + scale * noise


def _normal_kl(loc: Tensor, log_var: Tensor) -> Tensor:
    """2 KL(N(loc, σ²) ‖ N(0, 1)) = loc² + σ² − 1 − log σ², for each element."""
    return loc**2 + log_var.expm1() - log_var


def normal_kl(loc: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(loc, σ²) ‖ N(0, 1)), [B] in nats."""
    return 0.5 * per_example(_normal_kl(loc, log_var))


def normal_kl_mean(loc: Tensor, log_var: Tensor) -> Tensor:
    """KL(N(loc, σ²) ‖ N(0, 1)), the mean over the batch in nats."""
    return batch_mean(_normal_kl(loc, log_var), 0.5)


def _normal_kl_at(loc: Tensor, log_var: Tensor, mean: Tensor | float, scale: float) -> Tensor:
    """KL(N(loc, σ²) ‖ N(mean, scale²)), for each element."""
    square = ((loc - mean) ** 2 + log_var.exp()) / scale**2
    return 0.5 * (square - 1 - log_var + 2 * math.log(scale))


def normal_kl_at(loc: Tensor, log_var: Tensor, mean: Tensor | float, scale: float) -> Tensor:
    """KL(N(loc, σ²) ‖ N(mean, scale²)), [B] in nats."""
    return per_example(_normal_kl_at(loc, log_var, mean, scale))


def normal_kl_at_mean(loc: Tensor, log_var: Tensor, mean: Tensor | float, scale: float) -> Tensor:
    """KL(N(loc, σ²) ‖ N(mean, scale²)), the mean over the batch in nats."""
    return batch_mean(_normal_kl_at(loc, log_var, mean, scale))


def _normal_kl_scale(loc: Tensor, q_scale: float, mean: Tensor | float, scale: float) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(mean, scale²)), for each element."""
    constant = (q_scale / scale) ** 2 - 1 - 2 * math.log(q_scale / scale)
    return 0.5 * (((loc - mean) / scale) ** 2 + constant)


def normal_kl_scale(loc: Tensor, q_scale: float, mean: Tensor | float, scale: float) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(mean, scale²)), [B] in nats."""
    return per_example(_normal_kl_scale(loc, q_scale, mean, scale))


def normal_kl_scale_mean(loc: Tensor, q_scale: float, mean: Tensor | float, scale: float) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(mean, scale²)), the mean over the batch in nats."""
    return batch_mean(_normal_kl_scale(loc, q_scale, mean, scale))


def _normal_kl_between(loc: Tensor, log_var: Tensor, p_loc: Tensor, p_log_var: Tensor) -> Tensor:
    """KL(N(loc, σ²) ‖ N(p_loc, σ_p²)), for each element."""
    square = ((loc - p_loc) ** 2 + log_var.exp()) * torch.exp(-p_log_var)
    return 0.5 * (square - 1 - log_var + p_log_var)


def normal_kl_between(loc: Tensor, log_var: Tensor, p_loc: Tensor, p_log_var: Tensor) -> Tensor:
    """KL(N(loc, σ²) ‖ N(p_loc, σ_p²)), [B] in nats."""
    return per_example(_normal_kl_between(loc, log_var, p_loc, p_log_var))


def normal_kl_between_mean(
    loc: Tensor, log_var: Tensor, p_loc: Tensor, p_log_var: Tensor
) -> Tensor:
    """KL(N(loc, σ²) ‖ N(p_loc, σ_p²)), the mean over the batch in nats."""
    return batch_mean(_normal_kl_between(loc, log_var, p_loc, p_log_var))


def _normal_kl_scale_between(
    loc: Tensor, q_scale: float, p_loc: Tensor, p_log_var: Tensor
) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(p_loc, σ_p²)), for each element."""
    square = ((loc - p_loc) ** 2 + q_scale**2) * torch.exp(-p_log_var)
    return 0.5 * (square - 1 - 2 * math.log(q_scale) + p_log_var)


def normal_kl_scale_between(
    loc: Tensor, q_scale: float, p_loc: Tensor, p_log_var: Tensor
) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(p_loc, σ_p²)), [B] in nats."""
    return per_example(_normal_kl_scale_between(loc, q_scale, p_loc, p_log_var))


def normal_kl_scale_between_mean(
    loc: Tensor, q_scale: float, p_loc: Tensor, p_log_var: Tensor
) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(p_loc, σ_p²)), the mean over the batch in nats."""
    return batch_mean(_normal_kl_scale_between(loc, q_scale, p_loc, p_log_var))


def multiple(start: Tensor, of_start: float) -> Tensor:
    """The mean of a chain's end given its start: of_start · start, [B, …]."""
    return of_start * start


def between(start: Tensor, of_start: float, after: Tensor, of_after: float) -> Tensor:
    """The mean of what lies between two ends: of_start · start + of_after · after, [B, …]."""
    return of_start * start + of_after * after
