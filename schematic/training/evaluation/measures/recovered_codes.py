"""A run with codes that are scored or inferred → whether codes come back, and what they mean.

A code is *recovered* if the net that scores it infers it from the example that was generated from
it. A code of classes is compared with the labels of the data by the normalised mutual information
I(c; label) / √(H(c) H(label)), which is 1 where each determines the other.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import torch
from torch import Tensor

from schematic.data.dataset import Array
from schematic.families import Kind
from schematic.graph import Distribution, Node
from schematic.graph.names import greek
from schematic.training.device import fixed_noise
from schematic.training.evaluation.held_out import held_out_labels, held_out_values
from schematic.training.evaluation.results import Better, Effort, Result
from schematic.training.evaluation.run_measure import Measure
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import sampled_node


def measure_codes(run: Run, effort: Effort) -> Iterator[Result]:
    """Yield how well each code is recovered and, for classes, what it tells about the labels."""
    for node in run.setup.schematic.nodes.values():
        if isinstance(node.law, Distribution) and node.name != sampled_node(run):
            yield from _recovery(run, node, effort)
            yield from _information(run, node)


def _recovery(run: Run, node: Node, effort: Effort) -> Iterator[Result]:
    example = sampled_node(run)
    if example is None or not _is_scored_from(run, node, example):
        return
    size = min(effort.samples, 2_000)
    with fixed_noise(effort.seed, run.device):
        noise, code = draw_code(node, size, run.device)
        made = run.model.sample(size, noise={node.name: noise})
        found = run.model.infer(node.name, **{example: made})
    name = greek(node.name)
    if node.space.kind is Kind.CAT:
        hits = float((found.argmax(-1) == code).double().mean())
        chance = 1 / node.space.classes
        meaning = f"share of samples; by chance {chance:.2g}"
        yield Result(f"code {name} recovered", hits, meaning, Better.HIGHER)
    else:
        error = float(((found - code) ** 2).mean() / code.var())
        yield Result(f"code {name} recovered", 1 - error, "R², 1 is perfect", Better.HIGHER)


def _is_scored_from(run: Run, node: Node, example: str) -> bool:
    """Return whether a solid factor scores the code given the example that it is inferred from."""
    factors = run.setup.schematic.factors
    scored = any(f.child == node.name and not (f.dashed or f.red) for f in factors)
    made = any(f.child == example and f.dashed for f in factors)
    needs = {recipe.target: recipe.needs for recipe in run.model.program.infers}
    return scored and made and needs.get(node.name) == (example,)


def draw_code(node: Node, n: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Draw base noise for a code with a law of its own, and the codes that it stands for.

    Args:
        node: the code.
        n: how many to draw.
        device: where to draw them.

    Returns:
        Noise and codes, [n, *event] each; [n] each for a code of classes.
    """
    assert isinstance(node.law, Distribution)
    law, shape = node.law, (n, *(node.space.shape or ()))
    if node.space.kind is Kind.CAT:
        noise = torch.rand(n, device=device)
        return noise, (noise * node.space.classes).long().clamp(max=node.space.classes - 1)
    make = torch.randn if law.row.noise == "normal" else torch.rand
    noise = make(shape, device=device)
    if law.family == "Normal":
        return noise, law.numbers[0] + law.numbers[1] * noise
    if law.family == "Uniform":
        return noise, law.numbers[0] + (law.numbers[1] - law.numbers[0]) * noise
    return noise, (noise < (law.numbers or (0.5,))[0]).float()


def _information(run: Run, node: Node) -> Iterator[Result]:
    labels = held_out_labels(run)
    needs = {recipe.target: recipe.needs for recipe in run.model.program.infers}
    inputs = needs.get(node.name, ())
    if node.space.kind is not Kind.CAT or labels is None or len(inputs) != 1:
        return
    if not run.setup.schematic.nodes[inputs[0]].is_data:
        return
    with fixed_noise(0, run.device):
        found = run.model.infer(node.name, **{inputs[0]: held_out_values(run, inputs[0])})
    value = mutual_information(found.argmax(-1).cpu().numpy(), labels)
    name = greek(node.name)
    yield Result(f"information of {name}", value, "about the labels, normalised; 1 tells them all")


def mutual_information(a: Array, b: Array) -> float:
    """Return I(a; b) / √(H(a) H(b)) of two lists of classes, int64 [N]; 0 where one is constant."""
    joint = np.zeros((int(a.max()) + 1, int(b.max()) + 1))
    np.add.at(joint, (a, b), 1 / len(a))
    across, down = joint.sum(1), joint.sum(0)
    expected = np.outer(across, down)
    there = joint > 0
    information = float((joint[there] * np.log(joint[there] / expected[there])).sum())
    spread = _entropy(across) * _entropy(down)
    return information / spread**0.5 if spread > 0 else 0.0


def _entropy(p: Array) -> float:
    return float(-(p[p > 0] * np.log(p[p > 0])).sum())


MEASURE = Measure(50, measure_codes)
