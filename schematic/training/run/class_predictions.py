"""A run that predicts classes → its predictions, and the examples with their true classes."""

from __future__ import annotations

import torch

from schematic.data.dataset import Array
from schematic.families import Kind
from schematic.graph import Schematic
from schematic.training.run.held_out_examples import column_of, held_out, stored_values
from schematic.training.run.run_folder import Run


def predicted_nodes(schematic: Schematic) -> tuple[str, ...]:
    """Return the visible nodes of classes that a net scores, or infers where they are missing."""
    scored = {f.child for f in schematic.factors if not (f.dashed or f.red)}
    classes = (n for n in schematic.nodes.values() if n.is_data and n.space.kind is Kind.CAT)
    return tuple(n.name for n in classes if n.name in scored or n.is_partly_observed)


def predictor_inputs(run: Run, node: str) -> tuple[str, ...]:
    """Return the data nodes that a prediction starts from; () if the model cannot predict."""
    recipes = {recipe.target: recipe for recipe in run.model.program.infers}
    needs = recipes[node].needs if node in recipes else ()
    data = run.setup.schematic.nodes
    return needs if all(data[name].is_data for name in needs) else ()


def predict(run: Run, node: str, **given: torch.Tensor) -> Array:
    """Return the most probable class of each example, int64 [N].

    Args:
        run: a run whose model predicts the node.
        node: a node of classes.
        **given: values [N, *event] of the nodes that the prediction starts from.
    """
    probabilities: torch.Tensor = run.model.infer(node, **given)
    classes: Array = probabilities.argmax(-1).cpu().numpy()
    return classes


def points_and_labels(run: Run, source: str, node: str, domain: str) -> tuple[Array, Array | None]:
    """Return held-out examples [N, *event] of a domain, and their classes, int64 [N], where known.

    The classes are read from the data set itself, so that they are known for domains in which the
    model does not see them.
    """
    points = column_of(held_out(run), source, domain)
    return points, stored_values(run, domain, node, "labels")
