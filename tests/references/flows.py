"""Models with invertible nets: the change of variables, by the determinant of a full Jacobian."""

import torch
from torch import Tensor, nn
from torch.autograd.functional import jacobian

from .densities import (
    Batch,
    Losses,
    Nets,
    Noise,
    bernoulli_nll,
    draw_normal,
    normal_nll,
    unit_normal_nll,
)


def log_det(flow: nn.Module, begin: Tensor, *given: Tensor) -> Tensor:
    """log|det ∂end/∂begin| of the forward map at each example, which keeps its gradient, [B]."""
    found = []
    for row in range(len(begin)):
        rest = [each[row : row + 1] for each in given]

        def end(one: Tensor, rest: list[Tensor] = rest) -> Tensor:
            return flow(one[None], *rest)[0][0]

        found.append(torch.linalg.slogdet(jacobian(end, begin[row], create_graph=True))[1])
    return torch.stack(found)


def flow_nll(flow: nn.Module, x: Tensor, *given: Tensor) -> Tensor:
    """−log p(x) = −log N(F⁻¹(x); 0, 1) + log|det ∂F/∂z|  [Dinh2017, eq. 2]."""
    z, _ = flow.inverse(x, *given)
    return unit_normal_nll(torch.zeros_like(z), z) + log_det(flow, z, *given)


def flow(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: −log p(x)  [Dinh2017; Papamakarios2017]."""
    return {"theta": flow_nll(nets["F"], batch["x"]).mean()}


def conditional_flow(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ: −2 log p(x|c)."""
    return {"theta": 2 * flow_nll(nets["F"], batch["x"], batch["c"]).mean()}


def iaf(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log p(x|z) + log q(u|x) − log|det ∂z/∂u| − log p(z), z = A(u, x)  [Kingma2016]."""
    x, q = batch["x"], nets["E"](batch["x"])
    u = draw_normal(q, noise["u"])
    z, _ = nets["A"](u, x)
    kl = unit_normal_nll(torch.zeros_like(z), z) - normal_nll(q, u) - log_det(nets["A"], u, x)
    return {"theta,eta": (bernoulli_nll(nets["G"](z), x) + kl).mean()}


def flow_prior(nets: Nets, batch: Batch, noise: Noise) -> Losses:
    """θ,η: −log p(x|z) + log q(z|x) − log p(z), p(z) a flow  [Chen2017]."""
    x, q = batch["x"], nets["E"](batch["x"])
    z = draw_normal(q, noise["z"])
    kl = flow_nll(nets["F"], z) - normal_nll(q, z)
    return {"theta,eta": (bernoulli_nll(nets["G"](z), x) + kl).mean()}
