"""`clip = c`: after its step, the weights of a discriminator are in [−c, c], and nobody else's."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import Tensor

import schematic
from schematic.training.loop.accumulation import Accumulation
from tests.model.fast_pair import as_traced, follow, is_compiled, pair

SPEC = """
visible   x : real[4] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ] {loss = wasserstein, clip = 0.05}
x -!>  y ~ C[φ] {loss = hinge}

net G = mlp(8)
net D = mlp(8)
net C = mlp(8)
"""
BATCH = {"x": torch.linspace(-2, 2, 24, dtype=torch.float64).reshape(6, 4)}


def model(**options: Any) -> Any:
    return schematic.compile(schematic.parse(SPEC), seed=3, **options).double()


def largest(net: torch.nn.Module) -> float:
    return max(float(p.detach().abs().max()) for p in net.parameters())


def by_hand(found: Any, steps: int) -> None:
    """The critics step, the first is clipped, then the generator steps  [Arjovsky2017, alg. 1]."""
    groups = ([*found.D.parameters(), *found.C.parameters()], [*found.G.parameters()])
    critics, generator = (torch.optim.Adam(own, lr=1e-2, betas=(0.5, 0.999)) for own in groups)
    x = BATCH["x"]
    for number in range(steps):
        torch.manual_seed(number)
        fake = found.G(torch.randn(6, 2, dtype=torch.float64))
        loss = wasserstein(found.D, x, fake) + hinge(found.C, x, fake)
        critics.zero_grad()
        loss.backward(inputs=groups[0], retain_graph=True)
        critics.step()
        with torch.no_grad():
            for weight in found.D.parameters():
                weight.copy_(weight.clip(-0.05, 0.05))
        generator.zero_grad()
        (-found.D(fake).mean() - found.C(fake).mean()).backward(inputs=groups[1])
        generator.step()


def wasserstein(critic: Any, x: Tensor, fake: Tensor) -> Tensor:
    return (critic(fake.detach()).mean() - critic(x).mean()) / 2


def hinge(critic: Any, x: Tensor, fake: Tensor) -> Tensor:
    real, made = (1 - critic(x)).relu().mean(), (1 + critic(fake.detach())).relu().mean()
    return (real + made) / 2


def test_steps_are_those_of_the_paper() -> None:
    ours = model()
    theirs = copy.deepcopy(ours)
    optimizers = ours.optimizers(lr=1e-2)
    for number in range(4):
        torch.manual_seed(number)
        ours.step(BATCH, optimizers)
    by_hand(theirs, 4)
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-10, atol=1e-12)
    assert largest(ours.D) == 0.05
    assert largest(ours.C) > 0.1 < largest(ours.G)


def test_a_compiled_step_clips() -> None:
    fast, eager = pair(schematic.parse(SPEC), as_traced)
    follow(fast, eager, [BATCH] * 5, 1e-10)
    assert is_compiled(fast) == [True]
    assert largest(fast.D) == 0.05


@pytest.mark.parametrize("parts", [1, 3])
def test_accumulated_steps_clip(parts: int) -> None:
    ours = model()
    step, optimizers = Accumulation(ours, parts, torch.device("cpu")).step, ours.optimizers()
    step(BATCH, optimizers)
    assert largest(ours.D) == 0.05
    assert largest(ours.C) > 0.1


def test_a_model_without_it_is_written_without_it() -> None:
    assert (
        "clip" not in schematic.compile(schematic.parse(SPEC.replace(", clip = 0.05", ""))).source
    )
    assert 'clips = {"D": 0.05}' in model().source


def test_it_is_told() -> None:
    told = str(schematic.derive(schematic.parse(SPEC)))
    assert "after      each step, the weights of D are clipped to [−0.05, 0.05]" in told
