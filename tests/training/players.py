"""Small models of the zoo in float64, with batches and base noise; and what their players do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from schematic import compile, parse
from schematic.families import Kind
from schematic.objective.terms import Penalty
from schematic.resources import FIRST_GROUP, zoo, zoo_groups
from schematic.training.loop.batches import Batch
from schematic.training.options.batch_places import places
from schematic.training.options.setup import Setup
from tests.model.programs import PROGRAMS

SHAPES = {"ada": {"z": (5,)}, "nets called on data and on draws": {}}
DEFAULT = {"x": (1, 4, 4)}
B = 8
STEPS = 3
LR = 1e-2
TRUNK = """
model SharedTrunk
visible x : unit ~ data
latent z : real[4] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]
x -!> y ~ D[φ]
x -> z ~ Q[η]
net G = conv(4)
net D = conv(4, 4)
net Q = mlp(8) on D
"""
PENALTY = """
model Penalty
visible x : unit ~ data
latent z : real[4] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]
x -!> y ~ D[φ] {loss = wasserstein, penalty = 10}
net G = mlp(8)
net D = mlp(8, act = tanh)
"""
CYCLE = PROGRAMS["cyclegan"]
MORE = {
    "shared trunk": TRUNK,
    "gradient penalty": PENALTY,
    "nets called on data and on draws": CYCLE,
}
NAMES = (
    *(
        name
        for name, spec in zoo_groups()[FIRST_GROUP].items()
        if not parse(spec.read_text("utf-8")).objective.coupled
    ),
    *MORE,
)
"""Models whose batch may be cut: no term couples its examples."""


def build(name: str, dtype: torch.dtype = torch.float64) -> Any:
    """A model of the zoo's first group or of `MORE`."""
    text = MORE[name] if name in MORE else zoo()[name].read_text("utf-8")
    return compile(parse(text), shapes=SHAPES.get(name, DEFAULT), seed=3).to(dtype)


def batches_of(model: Any, dtype: torch.dtype = torch.float64) -> list[dict[str, Any]]:
    """As many batches as there are steps, with base noise."""
    generator = torch.Generator().manual_seed(5)
    return [
        {**_batch(model, generator, dtype), "noise": dict(_noise(model, generator, dtype))}
        for _ in range(STEPS)
    ]


def _batch(model: Any, generator: torch.Generator, dtype: torch.dtype) -> Batch:
    batch: Batch = {}
    for place in places(model.schematic):
        space = model.schematic.nodes[place.node].space
        if space.kind is Kind.CAT:
            values = torch.randint(space.classes, (B,), generator=generator)
        else:
            values = torch.rand(B, *space.shape, generator=generator, dtype=dtype)
        if place.label is None:
            batch[place.node] = values
        else:
            batch.setdefault(place.node, {})[place.label] = values  # type: ignore[index]
    return batch


def _noise(
    model: Any, generator: torch.Generator, dtype: torch.dtype
) -> Iterator[tuple[str, Tensor]]:
    for draw in model.program.objective.draws:
        if draw.is_sampled:
            space = model.schematic.nodes[draw.node].space
            make = torch.randn if draw.law.row.noise == "normal" else torch.rand
            shape = () if space.kind is Kind.CAT else space.shape
            yield draw.name, make(B, *shape, generator=generator, dtype=dtype)
    terms = (term for player in model.program.objective.players for term in player.terms)
    if any(isinstance(term.body, Penalty) for term in terms):
        yield "y", torch.rand(B, generator=generator, dtype=dtype)


def share(values: Any, rank: int, size: int) -> Any:
    """The rows of one process, of tensors in dictionaries."""
    if isinstance(values, Mapping):
        return {name: share(value, rank, size) for name, value in values.items()}
    return values.chunk(size)[rank]


def draw_as_told(model: Any) -> None:
    """Let a model draw with the base noise that its batch brings, so that both are cut alike."""
    draw = model.draw

    def told(batch: Mapping[str, Any], _: None = None) -> Mapping[str, Tensor]:
        values = dict(batch)
        noise = values.pop("noise")
        found: Mapping[str, Tensor] = draw(values, noise=noise)
        return found

    model.draw = told


class Witness:
    """An optimizer that keeps what its player's gradients were, and whether others had any."""

    def __init__(self, optimizer: torch.optim.Optimizer, model: Any, player: str) -> None:
        self.optimizer, self.model, self.player = optimizer, model, player
        self.gradients: dict[str, Tensor] = {}
        self.strays: list[str] = []

    def zero_grad(self) -> None:
        for parameter in self.model.parameters():
            parameter.grad = None

    def step(self) -> None:
        own = tuple(f"{net}." for net in self.model.nets[self.player])
        for name, parameter in self.model.named_parameters():
            if name.startswith(own):
                self.gradients[name] = whole(parameter.grad).clone()
            elif parameter.grad is not None:
                self.strays.append(name)
        self.optimizer.step()


def witnesses(model: Any) -> dict[str, Witness]:
    """One optimizer a player, watched."""
    made = model.optimizers(lr=LR)
    return {player: Witness(optimizer, model, player) for player, optimizer in made.items()}


def whole(value: Any) -> Tensor:
    """A tensor, of which each process perhaps holds a share."""
    return value.full_tensor() if hasattr(value, "full_tensor") else value


def distance(ours: Tensor, theirs: Tensor) -> float:
    """The norm of the difference, relative to the second; absolute where that vanishes."""
    norm = float(theirs.norm())
    return float((ours - theirs).norm()) / (norm if norm > 1e-9 else 1.0)


Step = Callable[[Any, Any], Any]


def compare(name: str, ours: Any, step: Step, rank: int = 0, size: int = 1) -> dict[str, float]:
    """How far a model is from one that takes plain steps of whole batches, on the same noise.

    Args:
        name: of the model.
        ours: a model of that name.
        step: how ours makes a step of its share.
        rank: of this process.
        size: how many share a batch.

    Returns:
        The largest distance of a gradient, player by player, and of "parameters" afterwards; and
        how many gradients reached "strangers".
    """
    plain = build(name)
    for model in (plain, ours):
        draw_as_told(model)
    seen, seen_plain = witnesses(ours), witnesses(plain)
    found: dict[str, float] = dict.fromkeys((*plain.players, "parameters", "strangers"), 0.0)
    for batch in batches_of(plain):
        plain.step(batch, seen_plain)
        step(share(batch, rank, size), seen)
        for player in plain.players:
            theirs = seen_plain[player].gradients
            for each, gradient in seen[player].gradients.items():
                found[player] = max(found[player], distance(gradient, theirs[each]))
    for mine, his in zip(ours.parameters(), plain.parameters(), strict=True):
        gap = distance(whole(mine).detach(), his.detach())
        found["parameters"] = max(found["parameters"], gap)
    found["strangers"] = float(sum(len(w.strays) for w in seen.values()))
    return found


def with_examples(setup: Setup, **changes: Any) -> Setup:
    """A setup with other data, or another part of them."""
    assert setup.examples is not None
    return replace(setup, examples=replace(setup.examples, **changes))
