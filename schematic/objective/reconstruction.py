"""A solid arrow in a world → its term: a log-density, of features, or how well the net predicts.

It is rule 2.
"""

from __future__ import annotations

from fractions import Fraction

from schematic.graph import Factor
from schematic.graph.diffusions import Diffusion, reversed_by
from schematic.graph.features import predicting, seen_by
from schematic.objective.draws import Pool, Values
from schematic.objective.terms import Denoising, FeatureDensity, LogDensity, Term

ONE = Fraction(1)


def reconstruction(pool: Pool, factor: Factor, values: Values) -> Term:
    """What a solid arrow contributes, at a draw for each of its nodes."""
    diffusion = reversed_by(pool.schematic, factor) if factor.attributes.predict else None
    if diffusion is not None:
        return _denoising(factor, diffusion, values)
    given = tuple(values[parent] for parent in factor.parents)
    if factor.attributes.features:
        return _of_features(pool, factor, values[factor.child], given)
    body = LogDensity(factor.law, values[factor.child], given, factor)
    read = ((factor, "weight"),)
    return Term(body, ONE, factor.attributes.weight, sources=(factor,), readings=read)


def _of_features(pool: Pool, factor: Factor, of: str, given: tuple[str, ...]) -> Term:
    """The log-density of what a net sees; the arrow of that net is used as well."""
    seen = seen_by(pool.schematic, factor)
    predicted = pool.predict(predicting(pool.schematic, factor), given)
    body = FeatureDensity(factor, seen, of, given, predicted)
    read = tuple((factor, name) for name in ("weight", "features"))
    return Term(body, ONE, factor.attributes.weight, sources=(factor, seen.factor), readings=read)


def _denoising(factor: Factor, diffusion: Diffusion, values: Values) -> Term:
    """The squared error; the bound is an integral over the levels, so their range is in front."""
    body = Denoising(
        factor=factor,
        diffusion=diffusion,
        of=values[diffusion.value],
        given=tuple(values[parent] for parent in factor.parents),
        noisy=values[diffusion.noisy],
        level=values[diffusion.level],
    )
    scale = factor.attributes.weight
    if factor.attributes.weighting == "bound" and diffusion.range:
        low, high = diffusion.range
        scale *= high - low
    read = tuple((factor, name) for name in ("weight", "predict", "weighting"))
    return Term(body, ONE, scale, sources=(factor,), readings=read)
