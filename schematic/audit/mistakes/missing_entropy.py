"""A KL without its entropy: −E_q[log p] in the place of E_q[log q − log p]."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import torch
from torch import Tensor
from torch.nn import functional as F

from schematic.audit.mistakes._mistake import Mistake, Place, Variant, World
from schematic.emit.kernels.reduce import per_example
from schematic.objective.terms import Divergence, Estimator, LogDensity


def _standard(right: object, loc: Tensor, log_var: Tensor) -> Tensor:
    return 0.5 * per_example(loc**2 + log_var.exp())


def _of_loc(right: object, loc: Tensor, log_var: Tensor) -> Tensor:
    return 0.5 * per_example(loc**2)


def _of_bits(right: object, logits: Tensor, p_logits: Tensor) -> Tensor:
    return per_example(-torch.sigmoid(logits) * p_logits + F.softplus(p_logits))


WORLDS = (
    World(kernels={"normal_kl": _standard, "bernoulli_kl_between": _of_bits}),
    World(kernels={"normal_kl": _of_loc}),
)


def _variants(place: Place) -> Iterator[Variant]:
    term, body = place.term, place.term.body
    if not isinstance(body, Divergence):
        return
    says, cure = "the entropy of q is missing from the KL", "add E[log q], the negative entropy"
    if body.estimator is Estimator.CLOSED:
        yield Variant(says, cure, term, WORLDS[0], kin="no entropy")
        says = "the KL has the location alone, without the variance"
        yield Variant(says, "add (σ² − 1 − log σ²)/2", term, WORLDS[1], kin="loc alone")
    elif body.of:
        prior = LogDensity(body.prior, body.of, body.prior_given, body.prior_source)
        yield Variant(says, cure, replace(term, body=prior), kin="no entropy")


MISTAKE = Mistake("missing_entropy", 22, _variants)
