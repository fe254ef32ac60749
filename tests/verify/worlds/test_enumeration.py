"""The machinery of enumeration against plain loops, and against what is known of its atoms."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch import Tensor

from schematic.verify.paper.formulas import formulas
from schematic.verify.paper.game_sides import sides
from schematic.verify.paper.routes import routes
from schematic.verify.worlds.atoms import Atoms, uniform_levels
from schematic.verify.worlds.couplings import coupled
from schematic.verify.worlds.discretised import Discretised
from schematic.verify.worlds.family_oracle import FAMILY_ORACLES, Parameters
from schematic.verify.worlds.marginals import jsd, kl
from schematic.verify.worlds.smooth_nets import smooth_modules
from schematic.verify.worlds.tables import Tables
from tests.verify.programs import objective_of

NORMAL = FAMILY_ORACLES["Normal"]


def _tables(name: str) -> tuple[Tables, dict[str, Tensor]]:
    world = Tables(objective_of(name).schematic, 5)
    return world, {",".join(f.groups): f.value for f in formulas(world)}


def _softplus(number: float) -> float:
    return math.log1p(math.exp(number))


def test_a_gan_by_loops() -> None:
    world, found = _tables("gan")
    data, weights = world.sets[None]
    prior = torch.softmax(world.priors["z"], 0).tolist()
    maker = torch.softmax(world.logits["G"], -1).tolist()
    judge = world.logits["D"].tolist()
    real = sum(w * _softplus(-judge[x]) for x, w in zip(data["x"], weights.tolist(), strict=True))
    points = list(itertools.product(range(3), range(3)))
    fake = sum(prior[z] * maker[z][x] * _softplus(judge[x]) for z, x in points)
    fooled = sum(prior[z] * maker[z][x] * _softplus(-judge[x]) for z, x in points)
    assert found["phi"].item() == pytest.approx(-real / 2 - fake / 2, abs=1e-14)
    assert found["theta"].item() == pytest.approx(-fooled, abs=1e-14)


def test_a_vae_by_loops() -> None:
    world, found = _tables("vae")
    data, weights = world.sets[None]
    prior = torch.softmax(world.priors["z"], 0).tolist()
    decoder = torch.softmax(world.logits["G"], -1).tolist()
    encoder = torch.softmax(world.logits["E"], -1).tolist()
    total = 0.0
    for x, w in zip(data["x"].tolist(), weights.tolist(), strict=True):
        for z in range(3):
            q = encoder[x][z]
            total += w * q * (math.log(decoder[z][x]) + math.log(prior[z]) - math.log(q))
    assert found["theta,eta"].item() == pytest.approx(total, abs=1e-14)


def test_an_aavae_by_loops() -> None:
    world, found = _tables("aavae")
    data, weights = world.sets[None]
    prior = torch.softmax(world.priors["z"], 0).tolist()
    decoder = torch.softmax(world.logits["G"], -1).tolist()
    encoder = torch.softmax(world.logits["Q"], -1).tolist()
    trust = torch.sigmoid(world.logits["D"]).tolist()
    density = dict.fromkeys(range(3), 0.0)
    for x, w in zip(data["x"].tolist(), weights.tolist(), strict=True):
        density[x] += w / 2
    for z, x in itertools.product(range(3), range(3)):
        density[x] += prior[z] * decoder[z][x] / 2
    total = 0.0
    for x, z in itertools.product(range(3), range(3)):
        q = encoder[x][z]
        bound = math.log(decoder[z][x]) + math.log(prior[z]) - math.log(q)
        total += density[x] * trust[x] * q * bound
    assert found["theta,eta"].item() == pytest.approx(total, abs=1e-14)


def test_wake_and_sleep_by_loops() -> None:
    world, found = _tables("helmholtz1")
    data, weights = world.sets[None]
    prior = torch.softmax(world.priors["h"], 0).tolist()
    maker = torch.softmax(world.logits["G"], -1).tolist()
    reader = torch.softmax(world.logits["R"], -1).tolist()
    rows = list(zip(data["x"].tolist(), weights.tolist(), strict=True))
    wake = sum(w * reader[x][h] * math.log(maker[h][x]) for x, w in rows for h in range(3))
    points = itertools.product(range(3), range(3))
    sleep = sum(prior[h] * maker[h][x] * math.log(reader[x][h]) for h, x in points)
    assert found["theta"].item() == pytest.approx(wake, abs=1e-14)
    assert found["lambda"].item() == pytest.approx(sleep, abs=1e-14)


@pytest.mark.parametrize("name", ["vaegan", "ali", "cyclegan", "hvae"])
def test_routes_open_cycles_where_there_are_laws(name: str) -> None:
    ways = routes(objective_of(name).schematic)
    assert len(ways) == (1 if name == "hvae" else 2)
    assert all(not set(way.starts) & way.inferred for way in ways)


@pytest.mark.parametrize("elements", [1, 2])
def test_normal_atoms_have_mean_0_and_covariance_1(elements: int) -> None:
    for atoms in (NORMAL.lattice(elements), NORMAL.quadrature(elements, 8)):
        weighted = atoms.weights[:, None] * atoms.points
        assert atoms.weights.sum().item() == pytest.approx(1, abs=1e-14)
        torch.testing.assert_close(weighted.sum(0), torch.zeros(elements, dtype=torch.float64))
        second = weighted.T @ atoms.points
        torch.testing.assert_close(second, torch.eye(elements, dtype=torch.float64))


def test_a_kl_between_normals_is_exact_on_the_lattice() -> None:
    raw = (torch.tensor([0.4], dtype=torch.float64), torch.tensor([-0.9], dtype=torch.float64))
    q = torch.distributions.Normal(raw[0], torch.exp(raw[1] / 2))
    p = torch.distributions.Normal(*torch.tensor([0.3, 1.7], dtype=torch.float64))
    draws = NORMAL.draw(Parameters(raw, ()), NORMAL.lattice(1).points)
    log_p = NORMAL.log_density(Parameters((), (0.3, 1.7)), draws)
    ratio = NORMAL.log_density(Parameters(raw, ()), draws) - log_p
    exact = torch.distributions.kl_divergence(q, p)
    assert ratio.mean().item() == pytest.approx(exact.item(), abs=1e-14)


@pytest.mark.parametrize("family", ["Laplace", "Uniform"])
def test_fine_atoms_give_moments(family: str) -> None:
    atoms = FAMILY_ORACLES[family].quadrature(1, 8)
    draws = FAMILY_ORACLES[family].draw(Parameters((), (0.5, 2.0)), atoms.points)
    mean = (atoms.weights[:, None] * draws).sum().item()
    square = (atoms.weights[:, None] * (draws - mean) ** 2).sum().item()
    expected = {"Laplace": (0.5, 8.0), "Uniform": (1.25, 1.5**2 / 12)}[family]
    assert (mean, square) == pytest.approx(expected, abs=1e-9)


def test_every_discrete_value_is_counted_once() -> None:
    bernoulli = FAMILY_ORACLES["Bernoulli"]
    bits = bernoulli.values(2, 0)
    assert bits is not None
    probability = bernoulli.log_density(Parameters((), (0.3,)), bits).exp()
    assert probability.sum().item() == pytest.approx(1, abs=1e-14)
    assert NORMAL.values(2, 0) is None


def test_spread_levels_differ_in_every_element() -> None:
    atoms: Atoms = uniform_levels(2)
    assert all(len(set(column.tolist())) == len(atoms.points) for column in atoms.points.T)


def test_pairs_share_the_rows_of_a_data_set() -> None:
    objective = objective_of("cgan")
    modules = smooth_modules(objective.schematic, 0)
    world = Discretised(objective.schematic, modules, 0)
    (game,) = (f for f in objective.schematic.factors if f.red)
    found = sides(world, game)
    pair = coupled(found[1][0], found[0][0])
    assert pair.weight.sum().item() == pytest.approx(1, abs=1e-14)
    ends = dict(zip(game.parents, pair.ends(game.parents), strict=True))
    real, fake = ends["c"]
    assert torch.equal(real.expand_as(fake) if real.dim() < fake.dim() else real, fake)


def test_divergences() -> None:
    p = torch.tensor([0.5, 0.5, 0.0], dtype=torch.float64)
    q = torch.tensor([0.25, 0.25, 0.5], dtype=torch.float64)
    assert kl(p, q).item() == pytest.approx(math.log(2))
    assert kl(p, p).item() == 0
    assert jsd(p, q).item() == jsd(q, p).item()
