"""A run with an adversarially matched code → how far inferred codes are from their law.

The distance is the squared maximum mean discrepancy, MMD² = E k(a,a') + E k(b,b') − 2 E k(a,b),
estimated without bias, with an RBF kernel whose width is the median distance between draws of
the law. Two sets of draws from the law differ too; the 95th percentile of their distance is the
sampling noise of the law itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import Tensor

from schematic.graph import Distribution, Factor
from schematic.graph.names import greek
from schematic.objective import derive
from schematic.objective.terms import Body, Contrast, Verdict
from schematic.program.written_names import variable
from schematic.training.device import fixed_noise
from schematic.training.evaluation.held_out import held_out_columns
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.loop.batches import Batch, first_rows
from schematic.training.run.run_folder import Run

PAIRS = 50  # sets of draws from the law
LARGEST = 1_000  # examples a set


def measure_matching(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield the MMD² of each judged code from its law, and the law's own sampling noise."""
    judged = list(judged_codes(run))
    if not judged:
        return
    batch = first_rows(held_out_columns(run), LARGEST)
    for node, real, fake in judged:
        codes, law = _collect(run, batch, (real, fake), effort.seed)
        width = median_distance(law[0])
        noise = [mmd(a, b, width) for a, b in zip(law[::2], law[1::2], strict=True)]
        distance = sum(mmd(codes, drawn, width) for drawn in law) / len(law)
        limit = float(torch.tensor(noise).quantile(0.95))
        name = greek(node)
        meaning = "inferred codes from their law; 0 is perfect"
        yield Result(f"MMD² of {name}", distance, meaning, Better.LOWER)
        yield Result("  of its law", limit, "from itself: 95th percentile of its sampling noise")


def judged_codes(run: Run) -> Iterator[tuple[str, str, str]]:
    """Yield the judged nodes whose law is a prior: the node, its real draw and its fake draw."""
    players = derive(run.setup.schematic).players
    terms = (term for player in players if player.discriminates for term in player.terms)
    for factor, sides in _sides(term.body for term in terms).items():
        for at, node in enumerate(factor.parents):
            space = run.setup.schematic.nodes[node]
            real, fake = sides[1][at], sides[0][at]
            if isinstance(space.law, Distribution) and real != fake:
                yield node, variable(real), variable(fake)


def _sides(bodies: Iterable[Body]) -> dict[Factor, dict[int, tuple[str, ...]]]:
    """The draws that each game judges, real (1) and fake (0)."""
    found: dict[Factor, dict[int, tuple[str, ...]]] = {}
    for body in bodies:
        if isinstance(body, Verdict):
            found.setdefault(body.factor, {})[body.label] = body.given
        elif isinstance(body, Contrast):
            found[body.factor] = {1: body.real, 0: body.fake}
    return found


def _collect(
    run: Run, batch: Batch, names: tuple[str, str], seed: int
) -> tuple[Tensor, list[Tensor]]:
    """Return inferred codes, and 2 · PAIRS sets of as many draws from their law; [N, D] each."""
    real, fake = names
    law: list[Tensor] = []
    model: Any = run.model
    with fixed_noise(seed, run.device), torch.no_grad():
        codes = flat(model.draw(batch)[fake])
        for _ in range(2 * PAIRS):
            law.append(flat(model.draw(batch)[real]))
    return codes, law


def flat(values: Tensor) -> Tensor:
    """Return values [N, *event] as rows of float64, [N, D]."""
    return values.reshape(len(values), -1).double()


def median_distance(values: Tensor) -> float:
    """Return the median Euclidean distance between two of the values [N, D]."""
    return float(torch.pdist(values).median().clamp(min=1e-12))


def mmd(a: Tensor, b: Tensor, width: float) -> float:
    """Return the unbiased MMD² of sets [N, D] and [M, D]; k(u, v) = exp(−|u − v|²/(2 width²))."""

    def kernel(u: Tensor, v: Tensor) -> Tensor:
        return torch.exp(-(torch.cdist(u, v) ** 2) / (2 * width**2))

    n, m = len(a), len(b)
    within_a = (kernel(a, a).sum() - n) / (n * (n - 1))
    within_b = (kernel(b, b).sum() - m) / (m * (m - 1))
    return float(within_a + within_b - 2 * kernel(a, b).mean())


MEASURE = Measure(40, measure_matching)
