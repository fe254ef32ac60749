"""The functions that emitted models are written with; the emitter copies those that a model uses.

Conventions: the first axis is the batch. An `_nll` or `_kl` is a sum over a node's elements and a
mean over the batch, in nats; with `weight` [B] each example counts by its weight. A `_draw` turns
base noise into a sample, and makes the noise itself where none is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class frozen:
    """Within: the nets pass gradients on to their inputs and keep none for themselves."""

    def __init__(self, *nets: nn.Module) -> None:
        """Take the nets."""
        self.parameters = [p for net in nets for p in net.parameters() if p.requires_grad]

    def __enter__(self) -> None:
        """Freeze."""
        for parameter in self.parameters:
            parameter.requires_grad_(False)

    def __exit__(self, *_: object) -> None:
        """Thaw."""
        for parameter in self.parameters:
            parameter.requires_grad_(True)


def pick(noise: Mapping[str, Tensor] | None, *names: str) -> Tensor | None:
    """The base noise given for the first of these names, or None."""
    if noise:
        for name in names:
            if name in noise:
                return noise[name]
    return None


def pick_each(noise: Mapping[str, Tensor] | None, *draws: Sequence[str]) -> Tensor | None:
    """The base noise of draws that are made together, or None where none is given.

    Raises:
        TypeError: it is given for some of them.
    """
    found = [pick(noise, *names) for names in draws]
    given = [each for each in found if each is not None]
    if len(given) not in (0, len(draws)):
        message = f"give noise for each of {', '.join(names[0] for names in draws)}, or for none"
        raise TypeError(message)
    return torch.cat(given) if given else None


def one_hot(index: Tensor, classes: int, net: nn.Module) -> Tensor:
    """Classes [B] as rows [B, classes] that the net can read."""
    like = next(net.parameters())
    zeros = torch.zeros(len(index), classes, dtype=like.dtype, device=like.device)
    return zeros.scatter(1, index[:, None], 1.0)


def need(given: Mapping[str, Tensor], *names: str) -> list[Tensor]:
    """The values of these nodes.

    Raises:
        TypeError: one is missing.
    """
    if missing := [name for name in names if name not in given]:
        message = f"give a value for {', '.join(missing)}"
        raise TypeError(message)
    return [given[name] for name in names]


def join(*values: Tensor) -> Tensor:
    """Several parents as one row an example."""
    return torch.cat([value.flatten(1) for value in values], 1)


def join_maps(*values: Tensor) -> Tensor:
    """Several parents as channels of one image; vectors are spread over its pixels."""
    height, width = next(value.shape[-2:] for value in values if value.dim() == 4)
    maps = [v if v.dim() == 4 else v.flatten(1)[..., None, None] for v in values]
    return torch.cat([m.expand(-1, -1, height, width) for m in maps], 1)


def tile(value: Tensor, copies: int) -> Tensor:
    """The batch repeated, [copies · B, …]."""
    return value.repeat(copies, *(1 for _ in value.shape[1:]))


def batch_mean(elements: Tensor, weight: Tensor | None = None, scale: float = 1.0) -> Tensor:
    """The sum over a node's elements, its (weighted) mean over the batch, times `scale`."""
    if weight is None:
        return elements.sum() * (scale / len(elements))
    each = elements.reshape(len(elements), -1).sum(1)
    return (weight * each).sum() * (scale / len(elements))


# Normal: loc, and log_var = log σ² or scale = σ


def normal_nll(value: Tensor, loc: Tensor, log_var: Tensor, weight: Tensor | None = None) -> Tensor:
    """−log N(value | loc, σ²) = ½ [(value − loc)²/σ² + log σ² + log 2π]."""
    square = (value - loc) ** 2 * torch.exp(-log_var)
    return batch_mean(square + log_var + math.log(2 * math.pi), weight, scale=0.5)


def normal_nll_at(
    value: Tensor, loc: Tensor | float, scale: float, weight: Tensor | None = None
) -> Tensor:
    """−log N(value | loc, scale²) with a fixed scale."""
    constant = math.log(scale) + 0.5 * math.log(2 * math.pi)
    return batch_mean(((value - loc) / scale) ** 2 * 0.5 + constant, weight)


def normal_draw(loc: Tensor, log_var: Tensor, noise: Tensor | None = None) -> Tensor:
    """Loc + σ ε, ε ~ N(0, 1)."""
    noise = torch.randn_like(loc) if noise is None else noise
    return loc + torch.exp(0.5 * log_var) * noise


def normal_draw_at(loc: Tensor, scale: float, noise: Tensor | None = None) -> Tensor:
    """Loc + scale ε, ε ~ N(0, 1)."""
    return loc + scale * (torch.randn_like(loc) if noise is None else noise)


def normal_prior(
    shape: Sequence[int], loc: float, scale: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A draw from N(loc, scale²); base noise ε ~ N(0, 1)."""
    if noise is None:
        noise = torch.randn(shape, dtype=like.dtype, device=like.device)
    return noise if (loc, scale) == (0.0, 1.0) else loc + scale * noise


def normal_kl(loc: Tensor, log_var: Tensor, weight: Tensor | None = None) -> Tensor:
    """KL(N(loc, σ²) ‖ N(0, 1)) = ½ [loc² + σ² − 1 − log σ²]."""
    return batch_mean(loc**2 + log_var.expm1() - log_var, weight, scale=0.5)


def normal_kl_at(
    loc: Tensor, log_var: Tensor, mean: Tensor | float, scale: float, weight: Tensor | None = None
) -> Tensor:
    """KL(N(loc, σ²) ‖ N(mean, scale²))."""
    log_scale = 2 * math.log(scale)
    square = ((loc - mean) ** 2 + log_var.exp()) / scale**2
    return batch_mean(0.5 * (square - 1 - log_var + log_scale), weight)


def normal_kl_scale(
    loc: Tensor,
    q_scale: float,
    mean: Tensor | float,
    scale: float,
    weight: Tensor | None = None,
) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(mean, scale²))."""
    constant = (q_scale / scale) ** 2 - 1 - 2 * math.log(q_scale / scale)
    return batch_mean(0.5 * (((loc - mean) / scale) ** 2 + constant), weight)


def normal_kl_between(
    loc: Tensor,
    log_var: Tensor,
    p_loc: Tensor,
    p_log_var: Tensor,
    weight: Tensor | None = None,
) -> Tensor:
    """KL(N(loc, σ²) ‖ N(p_loc, σ_p²))."""
    square = ((loc - p_loc) ** 2 + log_var.exp()) * torch.exp(-p_log_var)
    return batch_mean(0.5 * (square - 1 - log_var + p_log_var), weight)


def normal_kl_scale_between(
    loc: Tensor,
    q_scale: float,
    p_loc: Tensor,
    p_log_var: Tensor,
    weight: Tensor | None = None,
) -> Tensor:
    """KL(N(loc, q_scale²) ‖ N(p_loc, σ_p²))."""
    square = ((loc - p_loc) ** 2 + q_scale**2) * torch.exp(-p_log_var)
    return batch_mean(0.5 * (square - 1 - 2 * math.log(q_scale) + p_log_var), weight)


# Laplace: loc, and log_scale or scale


def laplace_nll(
    value: Tensor, loc: Tensor, log_scale: Tensor, weight: Tensor | None = None
) -> Tensor:
    """−log Laplace(value | loc, b) = |value − loc|/b + log 2b."""
    distance = (value - loc).abs() * torch.exp(-log_scale)
    return batch_mean(distance + log_scale + math.log(2), weight)


def laplace_nll_at(
    value: Tensor, loc: Tensor | float, scale: float, weight: Tensor | None = None
) -> Tensor:
    """−log Laplace(value | loc, scale) with a fixed scale."""
    return batch_mean((value - loc).abs() / scale + math.log(2 * scale), weight)


def _laplace(noise: Tensor) -> Tensor:
    """Standard Laplace from uniforms, by the inverse of its distribution function."""
    centred = noise - 0.5
    tail = torch.log1p(-2 * centred.abs().clamp(max=0.5 - torch.finfo(noise.dtype).eps))
    return -centred.sign() * tail


def laplace_draw(loc: Tensor, log_scale: Tensor, noise: Tensor | None = None) -> Tensor:
    """Loc + b L with L standard Laplace; base noise u ~ U(0, 1)."""
    return loc + log_scale.exp() * _laplace(torch.rand_like(loc) if noise is None else noise)


def laplace_draw_at(loc: Tensor, scale: float, noise: Tensor | None = None) -> Tensor:
    """Loc + scale L with L standard Laplace; base noise u ~ U(0, 1)."""
    return loc + scale * _laplace(torch.rand_like(loc) if noise is None else noise)


def laplace_prior(
    shape: Sequence[int], loc: float, scale: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A draw from Laplace(loc, scale); base noise u ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(shape, dtype=like.dtype, device=like.device)
    return loc + scale * _laplace(noise)


# Bernoulli: logits, or a probability


def bernoulli_nll(value: Tensor, logits: Tensor, weight: Tensor | None = None) -> Tensor:
    """−log Bernoulli(value | σ(logits)); a value within (0, 1) counts as a soft target."""
    if weight is None:
        return F.binary_cross_entropy_with_logits(logits, value, reduction="sum") / len(value)
    each = F.binary_cross_entropy_with_logits(logits, value, reduction="none")
    return batch_mean(each, weight)


def bernoulli_nll_at(value: Tensor, probability: float, weight: Tensor | None = None) -> Tensor:
    """−log Bernoulli(value | probability) with a fixed probability."""
    hit, miss = math.log(probability), math.log1p(-probability)
    return batch_mean(-(value * hit + (1 - value) * miss), weight)


def bernoulli_draw(logits: Tensor, noise: Tensor | None = None) -> Tensor:
    """1 where u < σ(logits); base noise u ~ U(0, 1). No gradient passes."""
    noise = torch.rand_like(logits) if noise is None else noise
    return (noise < torch.sigmoid(logits)).to(logits.dtype)


def bernoulli_prior(
    shape: Sequence[int], probability: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """1 where u < probability; base noise u ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(shape, dtype=like.dtype, device=like.device)
    return (noise < probability).to(like.dtype)


def bernoulli_kl_at(logits: Tensor, probability: float, weight: Tensor | None = None) -> Tensor:
    """KL(Bernoulli(σ(logits)) ‖ Bernoulli(probability))."""
    prior = torch.full_like(logits, math.log(probability) - math.log1p(-probability))
    return bernoulli_kl_between(logits, prior, weight)


def bernoulli_kl_between(logits: Tensor, p_logits: Tensor, weight: Tensor | None = None) -> Tensor:
    """KL(Bernoulli(σ(logits)) ‖ Bernoulli(σ(p_logits)))."""
    each = torch.sigmoid(logits) * (logits - p_logits) + F.softplus(p_logits) - F.softplus(logits)
    return batch_mean(each, weight)


# Continuous Bernoulli on [0, 1] [LoaizaGanem2019]: logits a, density ∝ exp(a x)


def _log_normaliser(logits: Tensor) -> Tensor:
    """Log ∫₀¹ exp(a u) du = log((eᵃ − 1)/a); a series near a = 0."""
    near = logits.abs() < 0.2
    a = torch.where(near, torch.ones_like(logits), logits)
    far = a.clamp(min=0) + torch.log(-torch.expm1(-a.abs())) - torch.log(a.abs())
    b = torch.where(near, logits, torch.zeros_like(logits))
    series = b / 2 + b**2 / 24 - b**4 / 2880 + b**6 / 181440 - b**8 / 9676800
    return torch.where(near, series, far)


def continuous_bernoulli_nll(value: Tensor, logits: Tensor, weight: Tensor | None = None) -> Tensor:
    """−log CB(value | logits) = log ∫₀¹ exp(a u) du − a · value."""
    return batch_mean(_log_normaliser(logits) - logits * value, weight)


def continuous_bernoulli_mean(logits: Tensor) -> Tensor:
    """The mean, 1/(1 − e⁻ᵃ) − 1/a; a series near a = 0."""
    near = logits.abs() < 0.2
    a = torch.where(near, torch.ones_like(logits), logits)
    b = torch.where(near, logits, torch.zeros_like(logits))
    series = 0.5 + b / 12 - b**3 / 720 + b**5 / 30240 - b**7 / 1209600
    return torch.where(near, series, -1 / torch.expm1(-a) - 1 / a)


def continuous_bernoulli_draw(logits: Tensor, noise: Tensor | None = None) -> Tensor:
    """The inverse distribution function log(1 + u (eᵃ − 1))/a; base noise u ~ U(0, 1)."""
    noise = torch.rand_like(logits) if noise is None else noise
    near = logits.abs() < 1e-3
    a = torch.where(near, torch.ones_like(logits), logits)
    # For a > 0 written with e⁻ᵃ, so that nothing overflows.
    up = 1 + torch.log(noise + (1 - noise) * torch.exp(-a.clamp(min=0))) / a.clamp(min=1e-3)
    down = torch.log1p(noise * torch.expm1(a.clamp(max=0))) / a.clamp(max=-1e-3)
    first_order = noise + logits * noise * (1 - noise) / 2
    return torch.where(near, first_order, torch.where(a > 0, up, down))


# Categorical: logits [B, classes]; values are classes [B]


def categorical_nll(value: Tensor, logits: Tensor, weight: Tensor | None = None) -> Tensor:
    """−log Cat(value | softmax(logits)); rows of probabilities count as soft targets."""
    if weight is None:
        return F.cross_entropy(logits, value)
    return batch_mean(F.cross_entropy(logits, value, reduction="none"), weight)


def categorical_nll_uniform(value: Tensor, classes: int, weight: Tensor | None = None) -> Tensor:
    """Log classes, for each example."""
    each = torch.full((len(value),), math.log(classes), device=value.device)
    return batch_mean(each, weight)


def softmax(logits: Tensor) -> Tensor:
    """Class probabilities [B, classes]."""
    return torch.softmax(logits, -1)


def categorical_draw(logits: Tensor, noise: Tensor | None = None) -> Tensor:
    """The first class whose cumulative probability exceeds u; base noise u [B] ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(len(logits), dtype=logits.dtype, device=logits.device)
    below = torch.softmax(logits, -1).cumsum(-1) <= noise[:, None]
    return below.sum(-1).clamp(max=logits.shape[-1] - 1)


def categorical_prior(
    shape: Sequence[int], classes: int, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A uniform class; base noise u [B] ~ U(0, 1)."""
    if noise is None:
        return torch.randint(classes, tuple(shape), device=like.device)
    return (noise * classes).long().clamp(max=classes - 1)


def categorical_kl_uniform(logits: Tensor, classes: int, weight: Tensor | None = None) -> Tensor:
    """KL(Cat(softmax(logits)) ‖ uniform) = Σ p log p + log classes."""
    log_p = torch.log_softmax(logits, -1)
    return batch_mean(log_p.exp() * (log_p + math.log(classes)), weight)


def categorical_kl_between(
    logits: Tensor, p_logits: Tensor, weight: Tensor | None = None
) -> Tensor:
    """KL(Cat(softmax(logits)) ‖ Cat(softmax(p_logits)))."""
    log_q, log_p = torch.log_softmax(logits, -1), torch.log_softmax(p_logits, -1)
    return batch_mean(log_q.exp() * (log_q - log_p), weight)


def uniform_prior(
    shape: Sequence[int], low: float, high: float, like: Tensor, noise: Tensor | None = None
) -> Tensor:
    """A draw from U(low, high); base noise u ~ U(0, 1)."""
    if noise is None:
        noise = torch.rand(shape, dtype=like.dtype, device=like.device)
    return low + (high - low) * noise


def verdict_nll(logits: Tensor, first: int, y: int) -> Tensor:
    """−E log q(y|·) over both y: the logits of `first` examples of y, then those of 1 − y."""
    labels = torch.full_like(logits, 1 - y)
    labels[:first].fill_(y)
    if 2 * first == len(logits):
        return F.binary_cross_entropy_with_logits(logits, labels)
    each = F.binary_cross_entropy_with_logits(logits, labels, reduction="none")
    return 0.5 * each[:first].mean() + 0.5 * each[first:].mean()


def gradient_penalty(
    judge: Callable[..., Tensor], real: Sequence[Tensor], fake: Sequence[Tensor], u: Tensor
) -> Tensor:
    """E (‖∇D(x̂)‖ − 1)² at x̂ = u · real + (1 − u) · fake, u [B] [Gulrajani2017]."""
    points = [
        torch.lerp(f, r, u.view(-1, *(1 for _ in r.shape[1:]))).detach().requires_grad_()
        if r.is_floating_point()
        else r
        for r, f in zip(real, fake, strict=True)
    ]
    moved = [point for point in points if point.requires_grad]
    slopes = torch.autograd.grad(judge(*points).sum(), moved, create_graph=True)
    norm = torch.sqrt(torch.stack([(s.flatten(1) ** 2).sum(1) for s in slopes]).sum(0) + 1e-12)
    return ((norm - 1) ** 2).mean()
