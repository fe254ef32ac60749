"""`match = kl`: a node whose dashed arrow has a density meets its law by −KL(q ‖ p).

The law may be the node's own [Kingma2014, eq. 3] or a conditional prior. `beta` of the dashed arrow
weighs the KL, and so does `weight` of the solid one if the prior is conditional.

Where an invertible net makes the node, its density is that of what it was carried from, over |det|
[Kingma2016, eq. 10]. That of data is constant, so what is left is the log-likelihood of a flow
[Dinh2017, eq. 2].
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import page
from schematic.families import KINDS, Ability, own_family
from schematic.graph import Distribution, Factor
from schematic.graph.advice import new_game
from schematic.objective.carried import Carried, carried
from schematic.objective.chains import posteriors_of
from schematic.objective.closed import estimator_of
from schematic.objective.draws import Pool
from schematic.objective.match import Match, Meeting
from schematic.objective.terms import Body, Divergence, Entropy, LogDensity, Term, Volume
from schematic.objective.terms.posterior import Posterior
from schematic.objective.worlds import World


@page("SGM318")
def unmatched(meeting: Meeting) -> Diagnostic:
    """An inferred node has a law, and nothing holds it to that law.

    A node with a law that is inferred all the same must be matched: by the KL, which needs the
    density of a filled dashed arrow (a VAE); by the adversary, which needs a solid red arrow that
    leaves the node (an AAE); or not at all, without a law (an AE). A hollow dashed arrow is a
    deterministic map: it has no density, so there is no KL.
    """
    factor, node = meeting.factor, meeting.schematic.nodes[meeting.factor.child]
    name, parents, net = node.name, ", ".join(factor.parents), factor.law.nets[0]
    law = "its law" if node.law is not None else "the solid arrow into it"
    game = new_game(meeting.schematic, name)
    vae = f"write `{parents} ..> {name} ~ {net}` (a filled head: matched by the KL, as in a VAE)"
    aae = f"{game} (matched by the adversary, as in a GAN or an AAE)"
    ae = f"drop {law} (matched by nothing, as in an AE)"
    if node.is_partly_observed:
        some = " {gradient = score}" if KINDS[node.space.kind].discrete else ""
        aae = f"write `{parents} ..> {name} ~ {net}{some}` (a filled head: matched by the KL)"
    ways = (vae, aae, ae) if _is_scorable(meeting) else (aae, ae)
    return Diagnostic(
        "SGM318",
        f"`{name}` is inferred, and nothing matches it to {law}",
        factor.arrow_span,
        f"`{factor.arrow}` is a deterministic map, which has no density for a KL, and no solid red "
        f"arrow leaves `{name}`",
        aae if node.is_data else "; or ".join(ways),
        about=(name, "-!>", net.net),
    )


def _is_scorable(meeting: Meeting) -> bool:
    """Whether a KL can match a node: its draws pass a gradient, and what it meets has a density."""
    law, source = meeting.prior.law, meeting.prior.source
    own = own_family(meeting.schematic.nodes[meeting.factor.child].space.kind).abilities
    return (
        isinstance(law, Distribution)
        and Ability.SCORE in law.row.abilities
        and not (isinstance(source, Factor) and source.hollow)
        and Ability.REPARAMETERISE in own
    )


def _is_default(meeting: Meeting) -> bool:
    return not meeting.is_judged


def _refusal(meeting: Meeting) -> Diagnostic | None:
    factor = meeting.factor
    has_density = not factor.hollow or meeting.schematic.is_invertible(factor)
    return None if has_density else unmatched(meeting)


def _terms(pool: Pool, world: World, meeting: Meeting) -> Iterator[Term]:
    factor, prior = meeting.factor, meeting.prior
    posterior = posteriors_of(pool.schematic).get(factor.child)
    if posterior is not None and isinstance(prior.law, Distribution):
        chain = tuple(world.values[name] for name in posterior.chain)
        told = posterior._replace(chain=chain)
        of = world.values[factor.child]
        closed = Posterior(of, factor, *told, prior.law, prior.source)
        yield Term(closed, Fraction(1), sources=(factor, prior.source))
        return
    way = carried(meeting.schematic, world.run.inferred, factor)
    bodies = _of_density(world, meeting) if way is None else _of_carried(pool, world, meeting, way)
    scale, readings = factor.attributes.beta, [(factor, "beta")]
    for solid in (prior.source, factor.backwards_of):
        if isinstance(solid, Factor):
            scale *= solid.attributes.weight
            readings.append((solid, "weight"))
    arrows = way.along if way else (factor,)
    sources = (*(arrow.backwards_of or arrow for arrow in arrows), prior.source)
    for body in bodies:
        yield Term(body, Fraction(1), scale, sources=sources, readings=tuple(readings))


def _of_density(world: World, meeting: Meeting) -> Iterator[Body]:
    """The KL of a node whose arrow has a density."""
    factor, prior = meeting.factor, meeting.prior
    body = Divergence(
        of=world.values[factor.child],
        factor=factor,
        given=tuple(world.values[parent] for parent in factor.parents),
        prior=prior.law,
        prior_given=tuple(world.values[parent] for parent in prior.parents),
        prior_source=prior.source,
        estimator=estimator_of(factor, prior, world.run),
    )
    yield body


def _of_carried(pool: Pool, world: World, meeting: Meeting, way: Carried) -> Iterator[Body]:
    """−KL at the draw: log p, less the log-density of the base, plus log|det| along the way."""
    prior, values = meeting.prior, world.values
    given = tuple(values[parent] for parent in prior.parents)
    yield LogDensity(prior.law, values[meeting.factor.child], given, prior.source)
    for arrow in way.along:
        parents = tuple(values[parent] for parent in arrow.parents)
        yield Volume(values[arrow.child], arrow, parents)
    base = pool.draws[values[way.base]]
    if not base.is_data:
        source = base.factor or meeting.schematic.nodes[base.node]
        yield Entropy(base.law, base.name, base.given, source)


def _sentence(name: str, q: str, p: str) -> str:
    return f"{name} has a density, so −KL({q} ‖ {p}) matches it"


MATCH = Match("kl", _is_default, _refusal, _terms, _sentence)
