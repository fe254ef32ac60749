"""Importance weights: several draws an example, k-major along the batch."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def importance_nll(*costs: Tensor, samples: int, below: int) -> Tensor:
    """−log of the mean of k importance weights, [B] in nats.

    Each cost is −log of a density at every draw, [k · B]; the last `below` densities stand below
    the line of the weight, the others above it.
    """
    split = len(costs) - below
    zero = torch.zeros_like(costs[0])
    log_weights = sum(costs[split:], zero) - sum(costs[:split], zero)
    return math.log(samples) - torch.logsumexp(log_weights.reshape(samples, -1), 0)


def batch_weights(logit: Tensor) -> Tensor:
    """B times the softmax over the batch of a discriminator's logits [B, 1], so that its mean is 1.

    They are the importance weights D/(1 − D) of generated examples, [B]  [Hu2018, eq. 16].
    """
    return len(logit) * torch.softmax(logit.flatten(), 0)


def reweighted_nll(*costs: Tensor, samples: int, scored: int, side: int, sign: int) -> Tensor:
    """Σ_k w̃_k (cost of the scored densities at draw k), [B] in nats; no gradient through w̃.

    Each cost is −log of a density at every draw, [k · B]. The first `scored` of them are averaged.
    The first `side` stand above the line of the weight w where `sign` is 1, and below it where it
    is −1; the others stand on the other side. w̃ is w over the sum of the k weights of an example.
    """
    zero = torch.zeros_like(costs[0])
    log_weights = sign * (sum(costs[side:], zero) - sum(costs[:side], zero))
    shares = torch.softmax(log_weights.detach().reshape(samples, -1), 0)
    return (shares * sum(costs[:scored], zero).reshape(samples, -1)).sum(0)
