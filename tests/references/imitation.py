"""A policy that imitates an expert; its loss has a value, and a gradient that is no part of it."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import softplus

from .adversarial import discriminate
from .densities import Batch, Losses, Nets, Noise, categorical_nll, frozen


def act(
    policy: Callable[[Tensor], Tensor], state: Tensor, uniform: Tensor
) -> tuple[Tensor, Tensor]:
    """An action by the inverse of its CDF, [B], and −log π(a|s), [B]."""
    logits = policy(state)
    below = logits.detach().softmax(1).cumsum(1)
    action = (uniform[:, None] >= below).sum(1).clamp(max=logits.shape[1] - 1)
    return action, categorical_nll(logits, action)


def reinforced(cost: Tensor, surprise: Tensor) -> Tensor:
    """A cost's mean, with the gradient E[∇log π · cost]  [Williams1992, eq. 7]."""
    policy = -surprise
    return (cost + (policy - policy.detach()) * cost).mean()


def gail(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """φ: ½ of each side; θ: E_π[log(1 − D)], D being log-odds of the expert  [Ho2016, eq. 15, 18].

    States are the expert's. Ho and Ermon's D is large for the policy, ours for the expert.
    """
    P, D, s, a = nets["P"], nets["D"], batch["s"], batch["a"]
    acted, surprise = act(P, s, noise["a"])
    cost = -softplus(D(s, acted)).detach()[:, 0]
    return {"phi": discriminate(D(s, a), D(s, acted)), "theta": reinforced(cost, surprise)}


def rollout(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """The same along three steps of a world W that nobody trains: the states are the policy's own.

    An action answers for what is judged at its step and later  [Ho2016, eq. 18].
    """
    P, D, W = nets["P"], nets["D"], frozen(nets["W"])
    state, surprises = batch["s_1"], torch.zeros(len(batch["s_1"])).double()
    phi, theta = [], []
    for t in (1, 2, 3):
        acted, surprise = act(P, state, noise[f"a_{t}"])
        surprises = surprises + surprise
        verdict = D(state, acted)
        phi.append(discriminate(D(batch[f"s_{t}"], batch[f"a_{t}"]), verdict))
        theta.append(reinforced(-softplus(verdict).detach()[:, 0], surprises))
        if t < 3:
            state = W(state, acted) + 0.1 * noise[f"s_{t + 1}"]
            state = state.detach()
    return {"phi": sum(phi, torch.tensor(0.0)), "theta": sum(theta, torch.tensor(0.0))}
