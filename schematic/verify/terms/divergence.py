"""KL(q(of | given) ‖ p(of | prior_given)): the log-ratio at the draw, or averaged over the draw.

A closed form has an expectation over the inferred draw inside, so its draw is not one of those that
the term reads; a sampled log-ratio is taken at the draw that everyone else reads too.
"""

from __future__ import annotations

from collections.abc import Collection

from torch import Tensor

from schematic.graph import Factor, Schematic
from schematic.objective.terms import Divergence, Estimator, Term
from schematic.verify.expectation import TermOracle
from schematic.verify.oracles import oracle
from schematic.verify.worlds.discretised import support
from schematic.verify.worlds.family_oracle import FAMILY_ORACLES
from schematic.verify.worlds.scenes import Scene, with_factor
from schematic.verify.worlds.tables import Tables


def _is_closed(body: Divergence) -> bool:
    return body.estimator is Estimator.CLOSED


def _reads(body: Divergence) -> tuple[str, ...]:
    made = () if _is_closed(body) else (body.of,)
    return (*made, *body.given, *body.prior_given)


def _enumerate(world: Tables, scene: Scene, body: Divergence, term: Term) -> tuple[Scene, Tensor]:
    if _is_closed(body):
        attached = any(ref.net in term.learns for ref in body.factor.law.nets)
        scene = with_factor(scene, body.of, body.factor, body.given, attached=attached)
    return scene, _log_ratio(world, scene, body, term.learns)


def _log_ratio(world: Tables, scene: Scene, body: Divergence, learns: Collection[str]) -> Tensor:
    value = scene.values[body.of]
    log_q = world.score(body.factor, value, scene.at(body.given), learns)
    given = scene.at(body.prior_given) if isinstance(body.prior_source, Factor) else []
    return log_q - world.score(body.prior_source, value, given, learns)


def _off_lattice(body: Divergence, schematic: Schematic) -> str:
    """A closed form is a mean over the lattice, or over all values, only for some families."""
    law, child = body.factor.law, schematic.nodes[body.factor.child]
    exact = oracle(FAMILY_ORACLES, law.family).lattice_kl or support(law, child) is not None
    if exact or not _is_closed(body):
        return ""
    return f"equal atoms of noise do not give the KL of a {law.family} exactly"


def _whole(body: Divergence) -> tuple[str, ...]:
    """The child of a closed form that the lattice does not give."""
    is_exact = oracle(FAMILY_ORACLES, body.factor.law.family).lattice_kl
    return (body.factor.child,) if _is_closed(body) and not is_exact else ()


ORACLE = TermOracle[Divergence](
    name="Divergence", reads=_reads, enumerate=_enumerate, off_lattice=_off_lattice, whole=_whole
)
