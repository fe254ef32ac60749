"""Bound modules that change their arguments in place: they get copies, and all else is as ever."""

from __future__ import annotations

import copy
from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

import schematic
from tests.model.fast_pair import as_traced, is_compiled
from tests.model.programs import PROGRAMS

PENALISED = """
visible x : real[3] ~ data
latent z : real[3] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]
x -!> y ~ D[φ] {loss = wasserstein, penalty = 10}
"""


class OnCopies(nn.Module):
    """What a module does when it is given copies: the reference."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, *given: Tensor) -> Tensor:
        return self.inner(*(each.clone() for each in given))


class AddsTo(nn.Module):
    """Adds to its second argument in place, through a view."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.map = nn.Linear(6, width)

    def forward(self, first: Tensor, second: Tensor) -> Tensor:
        second.flatten(1).add_(1)
        return self.map(torch.cat([first, second], 1))


class InTraining(nn.Module):
    """Halves its argument in place, in its training mode alone."""

    def forward(self, x: Tensor) -> Tensor:
        return x.mul_(0.5) if self.training else x


class WithTrunk(nn.Module):
    """A discriminator whose trunk begins in place."""

    def __init__(self) -> None:
        super().__init__()
        self.trunk = nn.Sequential(nn.LeakyReLU(0.2, inplace=True), nn.Linear(3, 4))
        self.head = nn.Linear(4, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.head(self.trunk(x))


def net(*layers: nn.Module) -> Callable[[], nn.Module]:
    """A net with the same weights each time."""

    def make() -> nn.Module:
        return copy.deepcopy(nn.Sequential(*layers))

    return make


CASES = {
    "an encoder": (PROGRAMS["vae"], "E", net(nn.ReLU(inplace=True), nn.Linear(3, 6))),
    "a judge": (PROGRAMS["gan"], "D", net(nn.LeakyReLU(0.2, inplace=True), nn.Linear(3, 1))),
    "a generator": (PROGRAMS["gan"], "G", net(nn.ReLU(inplace=True), nn.Linear(3, 3))),
    "a slope": (PENALISED, "D", net(nn.LeakyReLU(0.2, inplace=True), nn.Linear(3, 1))),
    "two parents": (PROGRAMS["ali"], "D", lambda: copy.deepcopy(TWO)),
    "a dropout": (PROGRAMS["vae"], "E", net(nn.Dropout(0.5, inplace=True), nn.Linear(3, 6))),
    "a mode": (PROGRAMS["vae"], "E", net(InTraining(), nn.Linear(3, 6))),
    "a trunk": (PROGRAMS["infogan"], "D", lambda: copy.deepcopy(TRUNK)),
}
TWO, TRUNK = AddsTo(1), WithTrunk()


def model_of(text: str, **options: object) -> nn.Module:
    spec = schematic.parse(text)
    shapes = {n.name: (3,) for n in spec.nodes.values() if n.space.shape is None}
    return schematic.compile(spec, shapes=shapes, **options)


def reference(module: nn.Module) -> nn.Module:
    """The same module behind copies, its trunk too."""
    around = OnCopies(module)
    if hasattr(module, "trunk"):
        around.trunk = OnCopies(module.trunk)
    return around


def gradients(model: nn.Module, batch: dict[str, Tensor], seed: int) -> list[Tensor]:
    """All losses and the gradients of each, from one seed."""
    torch.manual_seed(seed)
    losses = model.losses(batch)
    found = list(losses.values())
    for loss in losses.values():
        wanted = [p for p in model.parameters() if p.requires_grad]
        given = torch.autograd.grad(loss, wanted, allow_unused=True, retain_graph=True)
        found += [torch.zeros(()) if each is None else each for each in given]
    return found


@pytest.mark.parametrize("case", CASES)
def test_losses_and_gradients_are_those_of_a_module_on_copies(case: str) -> None:
    text, name, make = CASES[case]
    batch = {"x": torch.rand(5, 3)}
    kept = batch["x"].clone()
    model = model_of(text, nets={name: make()})
    right = model_of(text, nets={name: reference(make())})
    assert model.program.given_copies == {name}
    assert not right.program.given_copies
    assert list(model.state_dict()) == list(model_of(text, nets={name: make()}).state_dict())
    for mine, other in zip(gradients(model, batch, 1), gradients(right, batch, 1), strict=True):
        torch.testing.assert_close(mine, other)
    assert torch.equal(batch["x"], kept)
    twin = copy.deepcopy(model)
    twin.step(batch, twin.optimizers())
    assert torch.equal(batch["x"], kept)


def test_what_is_asked_of_a_model_is_left_alone() -> None:
    text, name, make = CASES["an encoder"]
    model, x = model_of(text, nets={name: make()}), torch.rand(5, 3)
    kept = x.clone()
    model.infer("z", x=x)
    model.reconstruct(x)
    assert torch.equal(x, kept)


@pytest.mark.parametrize("case", ["a judge", "an encoder"])
def test_compiled_steps_hand_out_copies_too(case: str) -> None:
    text, name, make = CASES[case]
    batches = [{"x": torch.rand(5, 3)} for _ in range(4)]
    kept = copy.deepcopy(batches)
    fast, plain = (model_of(text, nets={name: make()}, fast=how) for how in (True, False))
    fast.graphs.compiler = as_traced
    for model in (fast, plain):
        torch.manual_seed(0)
        optimizers = model.optimizers(lr=1e-2)
        for batch in batches:
            model.step(batch, optimizers)
    assert is_compiled(fast)
    for mine, other in zip(fast.parameters(), plain.parameters(), strict=True):
        torch.testing.assert_close(mine, other)
    assert all(torch.equal(a["x"], b["x"]) for a, b in zip(batches, kept, strict=True))


def test_others_are_handed_values_as_they_are() -> None:
    nets = {"E": nn.Sequential(nn.Linear(3, 6), nn.ReLU(inplace=True), nn.Linear(6, 6))}
    model = model_of(PROGRAMS["vae"], nets=nets)
    assert not model.program.given_copies
    assert "clone" not in model.source


def test_a_module_that_cannot_be_tried_yet_gets_copies() -> None:
    text = "visible x : real ~ data\nvisible t : cat[2] ~ data\nx -> t ~ C[θ]\n"
    first = nn.Sequential(nn.ReLU(inplace=True), nn.Linear(3, 2))
    model = schematic.compile(schematic.parse(text), nets={"C": first})
    batch = {"x": torch.rand(4, 3), "t": torch.zeros(4, dtype=torch.long)}
    kept = batch["x"].clone()
    model.step(batch, model.optimizers())
    assert torch.equal(batch["x"], kept)
