"""A run → the lower bound on log p(x) of held-out data, where its schematic has one.

The bound belongs to the schematic without its adversary,

    E_q[ Σ log p(x|z) ] − Σ KL(q(z|x) ‖ p(z)) ≤ log p(x),

and exists where a KL matches every inferred node. It is E_q[log p(x, z) − log q(z|x)], in nats.
Where invertible nets infer every node, nothing is sampled, and it is log p(x) itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from schematic.data.dataset import Array
from schematic.graph import Distribution, Schematic
from schematic.objective.printing.labels import negated
from schematic.training.evaluation.density_units import in_other_units, prepared_units
from schematic.training.evaluation.held_out import average_terms, held_out_columns
from schematic.training.evaluation.plain_model import (
    at_trained_weights,
    is_exact,
    without_adversary,
)
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.held_out_examples import column_of, held_out
from schematic.training.run.run_folder import Run


def measure_bound(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield the held-out bound, its terms, and the bound of independent pixels for comparison."""
    plain = without_adversary(run.setup.schematic)
    if plain is None:
        return
    model = at_trained_weights(run, plain)
    if model is None:
        return
    terms = average_terms(model, held_out_columns(run), effort, run)
    found = {label: value for terms_of in terms.values() for label, value in terms_of.items()}
    units = prepared_units(run)
    name, meaning = "bound", f"on log p of {units}held-out data, nats"
    if is_exact(plain):
        name, meaning = "log-likelihood", f"of {units}held-out data, nats, exactly"
    yield Result(name, -sum(found.values()), meaning, Better.HIGHER)
    yield from in_other_units(run, plain, -sum(found.values()))
    for label, value in found.items():
        if label.startswith("KL"):
            yield Result(f"  its term {label}", value, "nats")
        else:
            yield Result(f"  its term {negated(label)}", -value, "nats")
    yield from _independent_pixels(run, plain)


def _independent_pixels(run: Run, plain: Schematic) -> Iterator[Result]:
    """Yield the log p of held-out data if every element were a Bernoulli of its own, in nats."""
    scored = [f for f in plain.factors if not f.dashed and plain.nodes[f.child].is_data]
    laws = [f.law for f in scored]
    if len(laws) != 1 or not isinstance(laws[0], Distribution) or laws[0].family != "Bernoulli":
        return
    node = scored[0].child
    value = factorised_bernoulli(column_of(run.setup.train, node), column_of(held_out(run), node))
    yield Result("  independent elements", value, "the same, by one Bernoulli for each element")


def factorised_bernoulli(train: Array, test: Array) -> float:
    """Return the mean log-density of test data under Bernoullis with the means of training data.

    One success and one failure are added to each element, so that no test example is impossible.

    Args:
        train: examples in [0, 1], [N, *event].
        test: examples in [0, 1], [M, *event].

    Returns:
        The mean over test examples of the sum over elements, in nats.
    """
    mean = (train.sum(0, dtype=np.float64) + 1) / (len(train) + 2)
    logs = test * np.log(mean) + (1 - test) * np.log1p(-mean)
    return float(logs.reshape(len(test), -1).sum(1).mean())


MEASURE = Measure(10, measure_bound)
