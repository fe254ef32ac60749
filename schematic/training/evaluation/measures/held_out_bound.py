"""A run → the lower bound on log p(x) of held-out data, where its schematic has one.

The bound belongs to the schematic without its adversary: what is sampled along the dashed arrows is
scored along the solid ones, and every inferred node is matched by its KL,

    E_q[ Σ log p(x|z) ] − Σ KL(q(z|x) ‖ p(z)) ≤ log p(x).

It exists where a KL matches every inferred node. So a VAE, an adversary-activated VAE and a
Helmholtz machine are compared by the same number, E_q[log p(x, z) − log q(z|x)], in nats.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

import schematic
from schematic.data.dataset import Array
from schematic.graph import DataLaw, Distribution, Role, Schedule, Schematic
from schematic.graph.schematic import Attributes, Parts
from schematic.objective.match import ways_of
from schematic.objective.passes import find_passes
from schematic.training.evaluation.held_out import average_terms, held_out, held_out_columns
from schematic.training.evaluation.results import Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.run_folder import Run


def without_adversary(spec: Schematic) -> Schematic | None:
    """Return the schematic without red arrows and y, all weights 1; None if it has no bound."""
    kept = [f for f in spec.factors if not f.red]
    nodes = [node for node in spec.nodes.values() if node.role is not Role.INDICATOR]
    names = {node.name for node in nodes}
    if not all({*f.parents, f.child} <= names for f in kept):
        return None
    factors = [
        replace(f, attributes=replace(Attributes(), samples=f.attributes.samples)) for f in kept
    ]
    plain = replace(spec, parts=Parts.of(nodes, factors), schedule=Schedule.TOGETHER)
    return plain if has_bound(plain) else None


def has_bound(spec: Schematic) -> bool:
    """Return whether data are scored, and a KL matches every inferred node."""
    laws = [node.law for node in spec.nodes.values()]
    if any(isinstance(law, DataLaw) and (law.by or law.when) for law in laws):
        return False
    passes = find_passes(spec)
    if len(passes) != 1 or not passes[0].inferred:
        return False
    scored = [f for f in spec.factors if not f.dashed and spec.nodes[f.child].is_data]
    inferred = passes[0].inferred.values()
    data_are_roots = not any(spec.nodes[name].is_data for name in passes[0].inferred)
    return (
        bool(scored)
        and data_are_roots
        and all(not f.hollow and ways_of(spec, f) == ("kl",) for f in inferred)
    )


def measure_bound(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield the held-out bound, its terms, and the bound of independent pixels for comparison."""
    plain = without_adversary(run.setup.schematic)
    if plain is None:
        return
    model: Any = schematic.compile(plain).to(run.device)
    trained = run.model.state_dict()
    if not model.state_dict().keys() <= trained.keys():
        return
    model.load_state_dict({name: trained[name] for name in model.state_dict()})
    terms = average_terms(model, held_out_columns(run), effort, run)
    found = {label: value for terms_of in terms.values() for label, value in terms_of.items()}
    yield Result("bound", -sum(found.values()), "on log p of held-out data, nats; higher is better")
    for label, value in found.items():
        sign = 1 if label.startswith("KL") else -1
        yield Result(f"  its term {label}", sign * value, "nats")
    yield from _independent_pixels(run, plain)


def _independent_pixels(run: Run, plain: Schematic) -> Iterator[Result]:
    """Yield the log p of held-out data if every element were a Bernoulli of its own, in nats."""
    scored = [f for f in plain.factors if not f.dashed and plain.nodes[f.child].is_data]
    laws = [f.law for f in scored]
    if len(laws) != 1 or not isinstance(laws[0], Distribution) or laws[0].family != "Bernoulli":
        return
    source = (scored[0].child, "")
    value = factorised_bernoulli(run.setup.train.columns[source], held_out(run).columns[source])
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
