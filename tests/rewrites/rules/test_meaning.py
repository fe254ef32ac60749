"""What a rewrite claims of losses and gradients, in numbers: torch is needed here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
from hypothesis import HealthCheck, given, settings

import schematic
from schematic.graph import Schematic
from schematic.objective import derive
from schematic.objective.terms import Player, Term
from schematic.resources import zoo
from schematic.rewrites.apply import step
from schematic.rewrites.atlas.walk import atlas
from schematic.rewrites.rules.add_indicator import AddIndicator
from schematic.rewrites.rules.drop_indicator import DropIndicator
from schematic.verify import Verdict, verify
from tests.model.programs import PROGRAMS
from tests.references.nets import make
from tests.rewrites.generated import schematics

Losses = dict[str, torch.Tensor]


def losses_of(spec: Schematic, nets: dict[str, Any], batch: Any, noise: Any) -> Losses:
    """The losses of a model of our nets; only those that it names are bound."""
    bound = {name: net for name, net in nets.items() if name in spec.group_of}
    return schematic.compile(spec, nets=bound).losses(batch, noise)


def gradients(losses: Losses, nets: dict[str, Any]) -> list[torch.Tensor | None]:
    parameters = [p for name in sorted(nets) for p in nets[name].parameters()]
    total = sum(losses.values())
    return list(torch.autograd.grad(total, parameters, allow_unused=True, retain_graph=True))


def assert_same(one: Losses, other: Losses, nets: dict[str, Any]) -> None:
    assert one.keys() == other.keys()
    for player in one:
        torch.testing.assert_close(one[player], other[player], rtol=0, atol=1e-12)
    for a, b in zip(gradients(one, nets), gradients(other, nets), strict=True):
        assert (a is None) == (b is None)
        if a is not None:
            torch.testing.assert_close(a, b, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", ["vae", "beta_vae", "vae_laplace", "cvae", "hvae"])
def test_a_perfect_discriminator_changes_no_loss(name: str) -> None:
    nets, batch, noise = make(name, 0)
    spec = schematic.parse(PROGRAMS[name])
    with_y = spec.rewrite("add y")
    losses = losses_of(spec, nets, batch, noise)
    assert_same(losses, losses_of(with_y, nets, batch, noise), nets)
    assert_same(losses, losses_of(with_y.rewrite("drop y"), nets, batch, noise), nets)


def test_degenerate_aavae_is_the_vae() -> None:
    nets, batch, noise = make("aavae_degenerate", 1)
    degenerate = schematic.parse(PROGRAMS["aavae"]).rewrite("degenerate y")
    ours = losses_of(degenerate, nets, batch, noise)
    vae = schematic.parse(PROGRAMS["vae"].replace("E[η]", "Q[η]"))
    assert_same(ours, losses_of(vae, nets, batch, noise), nets)


def test_the_papers_chain_keeps_the_nets() -> None:
    nets, batch, noise = make("aavae_degenerate", 2)
    chain = schematic.parse(PROGRAMS["gan"]).rewrite("gan to vae")
    vae = schematic.parse(PROGRAMS["vae"].replace("E[η]", "Q[η]"))
    assert_same(losses_of(chain, nets, batch, noise), losses_of(vae, nets, batch, noise), nets)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(schematics())
def test_objectives_stay_with_a_perfect_discriminator(original: Schematic) -> None:
    """Terms are symbols, so equal terms are equal losses and gradients for all nets."""
    for rewrite in (*AddIndicator.moves(original), *DropIndicator.moves(original)):
        result = step(rewrite, original)
        if isinstance(result, Schematic):
            before, after = derive(original), derive(result)
            assert _terms(before.players) == _terms(after.players)
            assert before.draws == after.draws


def _terms(players: tuple[Player, ...]) -> list[list[Term]]:
    """The terms of each player; which value of y has them does not count where only one can."""
    return [[replace(term, branch=None) for term in player.terms] for player in players]


@pytest.mark.slow
def test_receipts_hold_for_every_schematic_of_the_atlas() -> None:
    for stop in atlas(schematic.load(zoo()["gan"]), 4).stops:
        rows = verify(stop.schematic).rows
        assert rows
        assert [row for row in rows if row.verdict is Verdict.FAIL] == []


BATCHES = {
    "GAN": {"x": torch.rand(8, 5)},
    "ADA": {
        "z": {"source": torch.randn(8, 5), "target": torch.randn(8, 5)},
        "t": torch.randint(0, 2, (8,)),
    },
    "Helmholtz": {"x": torch.bernoulli(torch.full((8, 5), 0.5))},
}


@pytest.mark.parametrize(("start", "depth"), [("gan", 4), ("ada", 1), ("helmholtz", 1)])
def test_every_schematic_of_the_atlas_trains(start: str, depth: int) -> None:
    first = schematic.load(zoo()[start])
    for stop in atlas(first, depth).stops:
        model = schematic.compile(stop.schematic, seed=0)
        optimizers = None
        for _ in range(2):
            losses = model.losses(BATCHES[first.name])
            assert all(torch.isfinite(loss) for loss in losses.values())
            optimizers = optimizers or model.optimizers(lr=1e-3)
            model.step(BATCHES[first.name], optimizers)
