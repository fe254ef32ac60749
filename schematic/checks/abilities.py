"""What a term needs, compared with what its distributions can do, before any tensor exists."""

from __future__ import annotations

from collections.abc import Iterator

from schematic.diagnostics import Diagnostic
from schematic.diagnostics.diagnostic import listed, page
from schematic.families import Ability
from schematic.graph import DataLaw, Distribution, Factor, Node
from schematic.objective.route import needs_values, passes_gradient
from schematic.objective.terms import (
    Divergence,
    Draw,
    Estimator,
    LogDensity,
    Objective,
    Player,
    Term,
    given_draws,
)


@page("SGM401")
def no_density(source: Factor | Node, name: str, why: str) -> Diagnostic:
    """A term needs a log-density that does not exist.

    Deterministic maps (hollow heads) and data are implicit distributions: easy to sample, without
    a density. A reconstruction needs a filled head; an inferred data node is matched by an
    adversary, not by a KL.
    """
    cures = {
        "data": f"add a red arrow that leaves it, `{name} -!> y ~ D[φ]`, and make its arrow hollow",
        "hollow": "make the head filled and write `~`",
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
def not_reparameterisable(factor: Factor, draw: Draw, nets: tuple[str, ...]) -> Diagnostic:
    """A gradient would have to pass through a discrete sample.

    The expectation is over a sample of a family that is no smooth function of its parameters
    (Bernoulli, Categorical), so its gradient is not the gradient of the sampled loss.
    """
    return Diagnostic(
        "SGM402",
        f"no gradient passes through a sample of `{draw.node}`",
        factor.arrow_span,
        f"{factor.law.family} draws whole values, which do not move with its parameters, and "
        f"{listed(nets)} would have to learn through them",
        f"make `{draw.node}` real, make the arrow hollow (its mean), or `train wake-sleep`",
    )


def check(objective: Objective) -> Iterator[Diagnostic]:
    """Findings about terms that cannot be estimated."""
    found: dict[tuple[str, object], Diagnostic] = {}
    for player in objective.players:
        tainted = _tainted(objective, player)
        findings = [finding for term in player.terms for finding in _densities(term)]
        for term in (*player.terms, *player.constants):  # constant, where a gradient is lost
            findings.extend(_samples(objective, player, term, tainted))
        for finding in findings:
            found.setdefault((finding.code, finding.span), finding)
    yield from found.values()


def _densities(term: Term) -> Iterator[Diagnostic]:
    match term.body:
        case LogDensity(law=law, of=of, source=source):
            yield from _density(law, of, source)
        case Divergence(estimator=Estimator.SAMPLED) as kl:
            yield from _density(kl.prior, kl.factor.child, kl.prior_source)
            yield from _density(kl.factor.law, kl.factor.child, kl.factor)
        case _:
            pass


def _density(law: Distribution | DataLaw, name: str, source: Factor | Node) -> Iterator[Diagnostic]:
    if isinstance(law, DataLaw):
        yield no_density(source, name, "data")
    elif isinstance(source, Factor) and source.hollow:
        yield no_density(source, name, "hollow")
    elif Ability.SCORE not in law.row.abilities or law.form.nll is None:
        yield no_density(source, name, "family")


def _tainted(objective: Objective, player: Player) -> dict[str, Draw]:
    """The draws that depend on the player's nets through a sample that passes no gradient."""
    owned = set(player.nets)
    depends: set[str] = set()
    tainted: dict[str, Draw] = {}
    for draw in objective.draws:
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
    for name in given_draws(term.body):
        if name in tainted:
            draw = tainted[name]
            assert draw.factor is not None
            own = tuple(ref.net for ref in draw.factor.law.nets if ref.net in player.nets)
            yield not_reparameterisable(draw.factor, draw, own or player.nets)
