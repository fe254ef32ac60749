"""A log-density of prepared examples → the same in the units of the data, and in bits.

Of standardised examples (x − m)/s, log p is larger by Σ log s than that of x. Pixels of 8 bits that
are dequantised to v = (255 x + u)/256 have E_u log p(v) − D log 256 ≤ log P(x) for their D numbers
[Theis2016, sec. 3.1], and bits per dimension are −log₂ P(x) / D. A Bernoulli of numbers in between
is no density, so it has none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from schematic.families import Ability
from schematic.graph import Distribution, Factor, Schematic
from schematic.spaces import width
from schematic.training.evaluation.results import Result
from schematic.training.run.run_folder import Run


def prepared_units(run: Run) -> str:
    """Of what the densities are that a run's model gives, for the meaning of a number."""
    config = run.setup.config
    words = [
        word
        for word, nodes in (("standardised", config.standards), ("dequantised", config.levels))
        if nodes
    ]
    return f"{' and '.join(words)} " if words else ""


def in_other_units(run: Run, plain: Schematic, value: float) -> Iterator[Result]:
    """Yield a log-density, or a bound on it, in the units of the data, and in bits per dimension.

    Args:
        run: a trained run.
        plain: its schematic without the adversary.
        value: the mean over examples, in nats, as the model takes them.
    """
    config = run.setup.config
    factors = [f for f in plain.factors if not f.dashed and plain.nodes[f.child].is_data]
    scored = {factor.child for factor in factors}
    standards = {node: config.standards[node] for node in scored if node in config.standards}
    volume = sum(
        known.log_volume(plain.nodes[node].space.shape or ()) for node, known in standards.items()
    )
    if standards:
        yield Result("  in units of the data", value - volume, "the same, not standardised, nats")
    if scored and scored <= set(config.levels) and all(map(_is_density, factors)):
        sizes = {node: width(plain.nodes[node].space) for node in scored}
        steps = sum(size * math.log2(config.levels[node]) for node, size in sizes.items())
        bits = (steps - (value - volume) / math.log(2)) / sum(sizes.values())
        yield Result("  bits per dimension", bits, "of the pixels of 8 bits; smaller is better")


def _is_density(factor: Factor) -> bool:
    """Whether a factor has a density: an invertible net, or a law whose samples are continuous."""
    law = factor.law
    return not isinstance(law, Distribution) or Ability.REPARAMETERISE in law.row.abilities
