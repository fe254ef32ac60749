"""Who learns from what: exact routing of gradients, and finite differences, for every reference."""

import pytest
import torch

from .densities import draw_uniform_category
from .doubles import Pinned, close
from .models import REFERENCES, losses
from .nets import SETUPS, Net, make

PLAYERS = [(name, player) for name, r in REFERENCES.items() for player in r.owners]
HELD = {
    ("iwgan", "theta"),
    ("iw_infogan", "theta,eta"),
    ("gail", "theta"),
    ("iwgan_minimax", "theta"),
    ("iwgan_ratio", "theta"),
    ("gail_rollout", "theta"),
    ("reweighted", "theta"),
    ("reweighted", "lambda"),
}
"""Losses with weights that depend on the player's nets and pass no gradient: by intention, their
gradient is not that of their value."""


def test_every_reference_has_a_setup_and_every_net_one_owner() -> None:
    assert set(SETUPS) == set(REFERENCES)
    for name, reference in REFERENCES.items():
        owned = [net for nets in reference.owners.values() for net in nets] + [*reference.frozen]
        assert sorted(owned) == sorted(SETUPS[name].nets)


@pytest.mark.parametrize("name", REFERENCES)
def test_losses_are_finite_float64_scalars_one_per_player(name: str) -> None:
    values = losses(name, *make(name, 0))
    assert list(values) == list(REFERENCES[name].owners)
    for value in values.values():
        assert value.shape == () and value.dtype == torch.float64 and value.isfinite()


@pytest.mark.parametrize("name", REFERENCES)
def test_make_depends_on_the_seed_alone(name: str) -> None:
    state = torch.random.get_rng_state()
    first, again, other = (losses(name, *make(name, seed)) for seed in (1, 1, 2))
    assert torch.equal(state, torch.random.get_rng_state())
    for player, value in first.items():
        assert torch.equal(value, again[player]) and not torch.equal(value, other[player])


@pytest.mark.parametrize(("name", "player"), PLAYERS)
def test_a_player_moves_its_own_nets_and_no_other(name: str, player: str) -> None:
    nets, batch, noise = make(name, 3)
    losses(name, nets, batch, noise)[player].backward()
    for net_name, net in nets.items():
        gradients = [p.grad for p in net.parameters()]
        if net_name in REFERENCES[name].owners[player]:
            assert all(g is not None for g in gradients) and any(g.any() for g in gradients)
        else:
            assert all(g is None for g in gradients)
    assert all(p.requires_grad for net in nets.values() for p in net.parameters())


@pytest.mark.parametrize("name", REFERENCES)
def test_players_step_in_any_order(name: str) -> None:
    """No two losses share a graph: backward through one leaves the others intact."""
    for value in reversed(losses(name, *make(name, 4)).values()):
        value.backward()


@pytest.mark.parametrize(("name", "player"), [each for each in PLAYERS if each not in HELD])
def test_gradients_are_central_finite_differences(name: str, player: str) -> None:
    nets, batch, noise = make(name, 5)
    if name in ("aavae", "aacvae", "aasvae"):  # generated x carries no gradient: it must not move
        given = (batch["c"],) if "c" in batch else ()
        if "t_prior" in noise:
            given = (draw_uniform_category(3, noise["t_prior"]),)
        nets["G"] = Pinned(nets["G"], noise["z_prior"], *given)
    losses(name, nets, batch, noise)[player].backward()
    for net_name in REFERENCES[name].owners[player]:
        for parameter in nets[net_name].parameters():
            flat, step = parameter.detach().view(-1), 1e-5
            index = int(parameter.grad.abs().argmax())
            original, sides = flat[index].item(), []
            for moved in (original + step, original - step):
                flat[index] = moved
                sides.append(losses(name, nets, batch, noise)[player].item())
            flat[index] = original
            difference = (sides[0] - sides[1]) / (2 * step)
            close(parameter.grad.view(-1)[index], difference, 1e-7)


def test_categorical_parents_are_one_hot() -> None:
    net = Net(((2,), 3), (1,))
    x, c = torch.zeros(3, 2).double(), torch.arange(3)
    joined = torch.cat([x, torch.eye(3).double()], 1)
    close(net(x, c), net.outer(net.trunk.inner(joined).tanh()))
