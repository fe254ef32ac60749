"""The score function's gradient, for draws that are no smooth functions of their parameters."""

from __future__ import annotations

from torch import Tensor


def score_term(cost: Tensor, nll: Tensor, samples: int) -> Tensor:
    """0, with the gradient (cost − baseline) ∇ log q, [k · B] in nats.

    `nll` is −log q at each draw, [k · B]; `cost` is what the loss has there, perhaps several times
    over. The baseline is the mean cost of the other samples of the example, k-major, if any.
    """
    value = cost.detach().reshape(-1, len(nll)).mean(0).reshape(samples, -1)
    if samples > 1:
        value = (value - value.mean(0)) * (samples / (samples - 1))
    return value.flatten() * (nll.detach() - nll)
