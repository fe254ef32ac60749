"""What a term needs, compared with what its distributions can do, before any tensor exists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.families import Ability, Kind
from schematic.graph import Attributes, DataLaw, Distribution, Factor, Node, Schematic
from schematic.graph.advice import filled, hollow, new_game, with_prior, write_factor
from schematic.graph.schematic import Space
from schematic.objective.lineage import lineage
from schematic.objective.match import ways_of
from schematic.objective.route import needs_values, passes_gradient
from schematic.objective.terms import (
    Divergence,
    Draw,
    Entropy,
    Estimator,
    LogDensity,
    Objective,
    Player,
    Term,
)


@page("SGM401")
def no_density(source: Factor | Node, name: str, why: str, game: str) -> Diagnostic:
    """A term needs a log-density that does not exist.

    Deterministic maps (hollow heads) and data are implicit distributions: easy to sample, without
    a density, unless their net is invertible. A reconstruction needs a filled head; an inferred
    data node is matched by an adversary, not by a KL.
    """
    cures = {
        "data": game,
        "hollow": _filled(source) if isinstance(source, Factor) else "",
        "family": "use a family with a density, such as Normal or Laplace",
    }
    reasons = {
        "data": f"`{name}` is matched to the data by a KL, and the data have no density",
        "hollow": f"`{name}` is scored under a deterministic map, which has no density",
        "family": f"`{name}` is scored under a family without a density",
    }
    span = source.arrow_span if isinstance(source, Factor) else source.name_span
    cause = "the objective takes the logarithm of a density there"
    return Diagnostic("SGM401", reasons[why], span, cause, cures[why])


@page("SGM402")
def not_reparameterisable(
    factor: Factor, draw: Draw, nets: tuple[str, ...], cure: str
) -> Diagnostic:
    """A gradient would have to pass through a discrete sample.

    The expectation is over a sample of a family that is not a smooth function of its parameters
    (Bernoulli, Categorical), so its gradient is not the gradient of the sampled loss.
    """
    return Diagnostic(
        "SGM402",
        f"no gradient passes through a sample of `{draw.node}`",
        factor.arrow_span,
        f"{factor.law.family} draws whole values, which do not move with its parameters, and "
        f"{listed(nets)} would have to learn through them",
        f"{cure}; or learn without that gradient: `train wake-sleep`",
    )


def _game(schematic: Schematic, factor: Factor, name: str) -> str:
    """An adversary for data that are inferred; along an invertible net, they are scored instead."""
    if schematic.is_invertible(factor):
        solid = write_factor(schematic, replace(factor, dashed=False, attributes=Attributes()))
        return f"write `{solid}` (solid: scored); or {new_game(schematic, name)}"
    game = f"write `{hollow(factor)}` instead of `{write_factor(schematic, factor)}`"
    return game if name in schematic.judged else f"{game} and {new_game(schematic, name)}"


def _filled(source: Factor) -> str:
    """A filled head; along a solid arrow an invertible net has a density too."""
    cure = f"write `{filled(source)}`"
    if source.dashed:
        return cure
    net = source.law.nets[0].net
    invertible = f"`net {net} = coupling(64, 64)`"
    return f"{cure}; or, between real nodes of one size, make {net} invertible: {invertible}"


def _is_of_data(term: Term) -> bool:
    """Whether a term is a KL to the data, which is no number, not even a constant one."""
    return isinstance(term.body, Divergence) and isinstance(term.body.prior, DataLaw)


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about terms that cannot be estimated."""
    found: dict[tuple[str, object], Diagnostic] = {}
    for player in objective.players:
        tainted = _tainted(objective, player)
        terms = (*player.terms, *filter(_is_of_data, player.constants))
        densities = (_densities(objective.schematic, term) for term in terms)
        findings = [finding for of_term in densities for finding in of_term]
        for term in (*player.terms, *player.constants):  # constant, where a gradient is lost
            findings.extend(_samples(objective, player, term, tainted))
        for finding in findings:
            found.setdefault((finding.code, finding.span), finding)
    yield from found.values()


def _densities(schematic: Schematic, term: Term) -> Iterator[Diagnostic]:
    for part in term.body.inside:
        yield from _densities(schematic, part)
    match term.body:
        case LogDensity(law=law, of=of, source=source) | Entropy(law=law, of=of, source=source):
            yield from _density(schematic, law, of, source)
        case Divergence(estimator=Estimator.SAMPLED) as kl:
            yield from _density(schematic, kl.prior, kl.factor.child, kl.prior_source)
            yield from _density(schematic, kl.factor.law, kl.factor.child, kl.factor)
        case _:
            pass


def _density(
    schematic: Schematic, law: Distribution | DataLaw, name: str, source: Factor | Node
) -> Iterator[Diagnostic]:
    if isinstance(law, DataLaw):
        node = source.name if isinstance(source, Node) else name
        yield no_density(source, node, "data", _game(schematic, schematic.dashed_into[node], node))
    elif isinstance(source, Factor) and source.hollow:
        yield no_density(source, name, "hollow", "")
    elif Ability.SCORE not in law.row.abilities or law.form.nll is None:
        yield no_density(source, name, "family", "")


def _tainted(objective: Objective, player: Player) -> dict[str, Draw]:
    """The draws that depend on the player's nets through a sample that passes no gradient."""
    owned = set(player.nets)
    depends: set[str] = set()
    tainted: dict[str, Draw] = {}
    read = {name for t in (*player.terms, *player.constants) for name in t.body.reads}
    made = read & objective.drawn.keys()  # constants also read draws that nobody needs
    for draw in lineage(objective.drawn, made):
        if draw.detached:
            continue
        nets = {ref.net for ref in draw.law.nets} if isinstance(draw.law, Distribution) else set()
        if nets & owned or depends & set(draw.given):
            depends.add(draw.name)
            if not (passes_gradient(draw) or needs_values(draw)):
                tainted[draw.name] = draw
        for parent in draw.given:
            if parent in tainted:
                tainted.setdefault(draw.name, tainted[parent])
    return tainted


def _samples(
    objective: Objective, player: Player, term: Term, tainted: dict[str, Draw]
) -> Iterator[Diagnostic]:
    for name in term.body.reads:
        if name in tainted:
            draw = tainted[name]
            assert draw.factor is not None
            own = tuple(ref.net for ref in draw.factor.law.nets if ref.net in player.nets)
            cure = _smooth(objective.schematic, draw.factor)
            yield not_reparameterisable(draw.factor, draw, own or player.nets, cure)


def _smooth(schematic: Schematic, factor: Factor) -> str:
    """How the child of a factor gets values that move with its parameters.

    The mean of a hollow arrow does; where a KL matches the child, only a real child has a density.
    """
    if "kl" not in ways_of(schematic, factor):
        return f"write `{hollow(factor)}` (a hollow head: the mean passes a gradient)"
    node = schematic.nodes[factor.child]
    space = Space(Kind.REAL, node.space.shape or (node.space.classes,))
    return f"make `{node.name}` real: write `{with_prior(replace(node, space=space))}`"
