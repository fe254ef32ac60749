"""KL(q(z_t | z_{t+1}, x) ‖ p(z_t | z_{t+1})) of a fixed chain, by Bayes' rule from its tables."""

from __future__ import annotations

from functools import reduce
from operator import mul

from torch import Tensor

from schematic.graph import Factor
from schematic.objective.terms import Term
from schematic.objective.terms.posterior import Posterior
from schematic.verify.expectation import TermOracle
from schematic.verify.worlds.scenes import Scene
from schematic.verify.worlds.tables import Tables


def _enumerate(world: Tables, scene: Scene, body: Posterior, term: Term) -> tuple[Scene, Tensor]:
    given = scene.at(body.after) if isinstance(body.prior_source, Factor) else []
    log_p = world.score(body.prior_source, scene.values[body.of], given, term.learns)
    return scene, _log_posterior(scene, body) - log_p


def _log_posterior(scene: Scene, body: Posterior) -> Tensor:
    """Log q(z_t | x) + log q(z_{t+1} | z_t) − log q(z_{t+1} | x), or log q(z_T | x), [grid…]."""
    drawn = body.chain[1:]
    places = {name: _place(scene, name) for name in drawn}
    weights = [scene.axes[places[name]].weight for name in drawn]
    if body.is_last:
        return _marginal(weights, [places[name] for name in drawn[:-1]]).log()
    here = _marginal(weights[:-1], [places[name] for name in drawn[:-2]])
    after = _marginal(weights, [places[name] for name in drawn[:-1]])
    return here.log() + weights[-1].log() - after.log()


def _place(scene: Scene, name: str) -> int:
    return next(k for k, axis in enumerate(scene.axes) if axis.origin == scene.origins[name])


def _marginal(weights: list[Tensor], over: list[int]) -> Tensor:
    """The product of conditional probabilities, summed over some axes of the grid."""
    product = reduce(mul, weights)
    for place in over:
        product = product.sum(-1 - place, keepdim=True)
    return product


ORACLE = TermOracle[Posterior](
    name="Posterior", reads=lambda body: body.chain, enumerate=_enumerate
)
