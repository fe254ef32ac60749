"""`steps = k`: φ steps on each of k batches, and everyone else on the last of them."""

from __future__ import annotations

import copy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import schematic
from schematic.diagnostics import SchematicError
from schematic.training.loop.accumulation import Accumulation
from tests.model.fast_pair import as_traced, follow, is_compiled, pair

SPEC = """
model Critics

visible   x : real[4] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ] {loss = wasserstein, clip = 0.05, steps = 3}
x -!>  y ~ C[ψ] {loss = hinge, steps = 2}

net G = mlp(8)
net D = mlp(8)
net C = mlp(8)
"""
ROWS = torch.linspace(-2, 2, 72, dtype=torch.float64).reshape(3, 6, 4)
BATCHES = [{"x": x} for x in ROWS]


def model(**options: Any) -> Any:
    return schematic.compile(schematic.parse(SPEC), seed=3, **options).double()


def by_hand(found: Any, batches: list[dict[str, torch.Tensor]]) -> None:
    """D steps on all batches, C on the last two and G on the last one."""
    nets = {"D": found.D, "C": found.C, "G": found.G}
    adams = {
        name: torch.optim.Adam(net.parameters(), lr=1e-2, betas=(0.5, 0.999))
        for name, net in nets.items()
    }
    for number, batch in enumerate(batches):
        fake, x = found.G(torch.randn(6, 2, dtype=torch.float64)), batch["x"]

        def paid(name: str, x: Any = x, fake: Any = fake) -> torch.Tensor:
            D, C = found.D, found.C
            if name == "D":
                return (D(fake.detach()).mean() - D(x).mean()) / 2
            if name == "C":
                return ((1 - C(x)).relu().mean() + (1 + C(fake.detach())).relu().mean()) / 2
            return -D(fake).mean() - C(fake).mean()

        for name in ("D", "C", "G")[: number + 1]:
            adams[name].zero_grad()
            paid(name).backward(inputs=list(nets[name].parameters()))
            adams[name].step()
            if name == "D":
                with torch.no_grad():
                    for weight in found.D.parameters():
                        weight.copy_(weight.clip(-0.05, 0.05))


def test_a_step_is_that_by_hand() -> None:
    ours = model()
    theirs = copy.deepcopy(ours)
    torch.manual_seed(0)
    losses = ours.step(BATCHES, ours.optimizers(lr=1e-2))
    torch.manual_seed(0)
    by_hand(theirs, BATCHES)
    assert list(losses) == ["phi", "psi", "theta"]
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=1e-10, atol=1e-12)


def test_a_compiled_step_is_the_step() -> None:
    fast, eager = pair(schematic.parse(SPEC), as_traced)
    follow(fast, eager, [BATCHES] * 4, 1e-10)  # type: ignore[list-item]
    assert is_compiled(fast) == [True]


def test_a_step_that_is_not_cut_is_the_step() -> None:
    ours, theirs = model(), model()
    torch.manual_seed(0)
    Accumulation(ours, 1, torch.device("cpu")).step(BATCHES, ours.optimizers())
    torch.manual_seed(0)
    theirs.step(BATCHES, theirs.optimizers())
    for mine, other in zip(ours.parameters(), theirs.parameters(), strict=True):
        torch.testing.assert_close(mine, other, rtol=0, atol=0)


@pytest.mark.parametrize("parts", [1, 3])
def test_batches_in_parts_are_as_many_steps(parts: int) -> None:
    ours = model()
    optimizers = ours.optimizers()
    Accumulation(ours, parts, torch.device("cpu")).step(BATCHES, optimizers)
    taken = {
        player: {int(state["step"]) for state in optimizer.state.values()}
        for player, optimizer in optimizers.items()
    }
    assert taken == {"phi": {3}, "psi": {2}, "theta": {1}}


@pytest.mark.parametrize("wrong", [BATCHES[0], BATCHES[:2], "batch"])
def test_another_number_of_batches_is_refused(wrong: Any) -> None:
    ours = model()
    with pytest.raises(SchematicError, match=r"SGM616.*a step takes a list of 3 batches"):
        ours.step(wrong, ours.optimizers())


def test_one_of_them_that_does_not_fit_is_told() -> None:
    ours = model()
    with pytest.raises(SchematicError, match="SGM608"):
        ours.step([*BATCHES[:2], {"w": torch.zeros(3)}], ours.optimizers())


def test_nets_wait_for_the_shapes_of_the_first_batch() -> None:
    waiting = schematic.compile(schematic.parse(SPEC.replace("real[4]", "real"))).double()
    with pytest.raises(SchematicError, match="SGM616"):
        waiting.step(BATCHES[:1], {})
    waiting.materialise(BATCHES[0])
    assert waiting.step(BATCHES, waiting.optimizers()).keys() == {"phi", "psi", "theta"}


def test_the_emitted_file_runs(tmp_path: Path) -> None:
    source = model().source
    assert 'steps = {"phi": 3, "psi": 2, "theta": 1}' in source
    file = tmp_path / "critics.py"
    file.write_text(source, "utf-8")
    subprocess.run([sys.executable, str(file)], check=True, cwd=tmp_path)
    scope: dict[str, Any] = {"__name__": "critics"}
    exec(compile(source, "critics.py", "exec"), scope)
    plain = scope["Critics"]()
    with pytest.raises(ValueError, match="a step takes 3 batches"):
        plain.step([{"x": torch.zeros(2, 4)}], plain.optimizers())


def test_it_is_told() -> None:
    told = str(schematic.derive(schematic.parse(SPEC)))
    assert "pace       3 steps for one of the others, each on a batch of its own" in told
