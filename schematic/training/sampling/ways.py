"""A run and the names of what is given → the method of its model that answers, with its recipe."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from schematic.diagnostics.diagnostic import did_you_mean
from schematic.families import Kind
from schematic.graph.names import greek
from schematic.program.ops import Prior, Recipe, Reverse, Sample, one_by_one
from schematic.training.run.run_folder import Run
from schematic.training.run.samples import sampled_node
from schematic.training.sampling.latents import latents_of
from schematic.training.training_errors import TrainingError


@dataclass(frozen=True)
class Way:
    """How a node is computed.

    Attributes:
        method: of the model.
        recipe: what it does.
        accepts: the nodes whose values may be given.
    """

    method: Literal["sample", "reconstruct", "infer"]
    recipe: Recipe
    accepts: tuple[str, ...]

    @property
    def target(self) -> str:
        """The node that is computed."""
        return self.recipe.target

    @property
    def is_random(self) -> bool:
        """Whether it draws anything, so that another seed gives something else."""
        return any(isinstance(op, Prior | Sample | Reverse) for op in one_by_one(self.recipe.ops))

    def __str__(self) -> str:
        """What it computes of what, for messages."""
        given = ", ".join(map(greek, self.accepts))
        may = "may" if self.method == "sample" and not self.recipe.needs else "are"
        what = {"sample": "samples of", "reconstruct": "reconstructions of", "infer": "means of"}
        told = f"{what[self.method]} {greek(self.target)}"
        return f"{told} ({given} {may} be given)" if may == "may" else f"{told} given {given}"


def ways_of(run: Run) -> Iterator[Way]:
    """Yield what the model of a run can compute: samples first, then reconstructions, then means.

    Classes are no samples: what predicts them is a mean.
    """
    program = run.model.program
    if sampled_node(run) is not None:
        recipe = program.samples[0]
        latents = (latent.node for latent in latents_of(run))
        yield Way("sample", recipe, tuple(dict.fromkeys((*recipe.needs, *latents))))
    for recipe in program.reconstructs[:1]:
        yield Way("reconstruct", recipe, recipe.needs)
    for recipe in program.infers:
        yield Way("infer", recipe, recipe.needs)


def find_way(run: Run, given: Collection[str], node: str | None = None) -> Way:
    """Return how to compute a node from what is given.

    Args:
        run: an opened run.
        given: the names of nodes whose values are given.
        node: which node is wanted; None leaves it to what is given.

    Raises:
        TrainingError: a name is none of a node, or the model has no such way; says what it has.
    """
    ways = tuple(ways_of(run))
    _check_names(run, given, ways, node)
    fitting = (way for way in ways if set(given) <= set(way.accepts))
    if node is not None:
        found = next((way for way in fitting if way.target == node), None)
    elif not given:
        found = next((way for way in fitting if way.method == "sample"), None)
    else:
        found = next((way for way in fitting if _is_meant(run, way, given)), None)
    if found is None:
        raise _no_way(run, given, node, ways)
    return found


def _is_meant(run: Run, way: Way, given: Collection[str]) -> bool:
    """Whether somebody who gives these values and names no node wants this one."""
    if way.method == "sample":
        return True
    if way.method == "reconstruct":
        return way.target in given
    target = run.setup.schematic.nodes[way.target]
    is_data = target.is_data and target.space.kind is not Kind.CAT
    return is_data and set(given) == set(way.accepts)


def _check_names(run: Run, given: Collection[str], ways: Sequence[Way], node: str | None) -> None:
    nodes = run.setup.schematic.nodes
    known = dict.fromkeys(name for way in ways for name in way.accepts)
    for name in given:
        if name not in nodes:
            raise TrainingError(
                f"--given {greek(name)}: no node of {run.setup.schematic.name} is called so; "
                f"{_listed(known)} can be given",
                did_you_mean(name, known) or f"give one of {_listed(known)}",
            )
    if node is not None and node not in nodes:
        targets = dict.fromkeys(way.target for way in ways)
        raise TrainingError(
            f"--node {greek(node)}: no node of {run.setup.schematic.name} is called so",
            did_you_mean(node, targets) or f"name one of {_listed(targets)}",
        )


def _no_way(
    run: Run, given: Collection[str], node: str | None, ways: Sequence[Way]
) -> TrainingError:
    name = run.setup.schematic.name
    there = "; ".join(map(str, ways)) or "nothing"
    if node is None and not given:
        return TrainingError(
            f"{name} does not sample data: no chain of arrows leads to a data node from priors, "
            f"or from other data; it computes {there}",
            "give what it starts from, --given NAME=FILE; or see what it reaches, `sgm evaluate`",
        )
    wanted = f"`{greek(node)}`" if node else "anything"
    start = f"given {_listed(given)}" if given else "given nothing"
    return TrainingError(
        f"{name} does not compute {wanted} {start}; it computes {there}", "ask for one of these"
    )


def _listed(names: Collection[str]) -> str:
    return ", ".join(f"`{greek(name)}`" for name in names) or "nothing"
