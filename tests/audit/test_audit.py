"""What an audit says of equal, unexplained and unusable losses, and what it leaves as it was."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import numpy
import pytest
import torch
from torch import nn

import schematic
from schematic import SchematicError
from schematic.audit import Verdict, wrong_terms
from schematic.audit.wrong_terms import measure
from schematic.resources import zoo
from tests.audit.mistaken import bce, encode, judge, kl, scored

GAN, VAE = (schematic.load(zoo()[name]) for name in ("gan", "vae"))


def vae(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
    loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
    return {"theta,eta": scored(nets["G"](z), batch["x"]) + kl(loc, log_var)}


def gan(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
    fake = nets["G"](noise["z"]).sigmoid()
    return {"phi": judge(nets["D"], batch["x"], fake), "theta": bce(nets["D"](fake), 1.0)}


def test_own_nets_batch_and_shapes_are_taken() -> None:
    nets = {
        "E": nn.Sequential(nn.Flatten(), nn.Linear(6, 32)).double(),
        "G": nn.Sequential(nn.Linear(16, 6), nn.Unflatten(1, (1, 2, 3))).double(),
    }
    before = [p.detach().clone() for net in nets.values() for p in net.parameters()]
    seen = []

    def losses(given: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        assert given["E"] is nets["E"]
        seen.append((batch["x"].shape, batch["x"].dtype))
        loc, log_var, z = encode(given["E"](batch["x"]), noise["z"])
        x, logits = batch["x"].flatten(1), given["G"](z).flatten(1)
        return {"theta,eta": scored(logits, x) + kl(loc, log_var)}

    found = schematic.audit(VAE, losses, nets=nets, batch={"x": torch.rand(8, 1, 2, 3)})
    assert found.player("theta,eta").verdict is Verdict.EQUAL
    assert found.batches == (8, 7, 6, 5)
    assert set(seen) == {((n, 1, 2, 3), torch.float64) for n in found.batches}
    after = [p for net in nets.values() for p in net.parameters()]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))
    assert all(p.grad is None and p.requires_grad for p in after)


def test_what_is_not_known_is_not_guessed() -> None:
    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        size = sum(p.square().sum() for p in nets["G"].parameters())
        right = gan(nets, batch, noise)
        return {"phi": right["phi"], "theta": right["theta"] + 0.01 * size}

    found = schematic.audit(GAN, losses)
    theta = found.player("theta")
    assert theta.verdict is Verdict.UNEXPLAINED
    assert theta.residual > 1e-4
    assert [fault.mistake for fault in theta.faults] == ["unexplained"]
    assert found.player("phi").verdict is Verdict.EQUAL


def test_two_mistakes_are_measured_only_where_both_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts: list[int] = []

    def counted(bench: Any, terms: Any, *rest: Any, **named: Any) -> Any:
        counts.append(len(terms))
        return measure(bench, terms, *rest, **named)

    monkeypatch.setattr(wrong_terms, "measure", counted)

    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        size = sum(p.square().sum() for p in nets["G"].parameters())
        return {"theta,eta": vae(nets, batch, noise)["theta,eta"] + 0.01 * size}

    assert not schematic.audit(VAE, losses).passed
    assert counts and all(counts)


def test_text_and_json_agree() -> None:
    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        right = gan(nets, batch, noise)
        return {"phi": 3 * right["phi"] + 1, "theta": -right["theta"]}

    found = schematic.audit(GAN, losses, seed=3)
    data = json.loads(found.to_json())
    assert data["passed"] is found.passed is False
    assert data["seed"] == 3
    phi, theta = data["players"]
    assert phi["verdict"] == "equal up to a factor" and "3 times" in phi["notes"][0]
    assert theta["faults"][0]["mistake"] == "sign"
    assert theta["faults"][0]["message"] in " ".join(str(found).split())
    assert "1 passed, 1 failed" in str(found)


def test_a_leak_is_seen_beside_what_is_evaluated() -> None:
    """Gradients in D of the generator's loss are a note; those in G of D's loss are a fault."""
    found = schematic.audit(GAN, gan)
    assert found.passed
    assert "zero_grad" in found.player("theta").notes[0]


def raising(nets: Any, batch: Any, noise: Any) -> Any:
    return {"theta,eta": noise["epsilon"].mean()}


def drawing(nets: Any, batch: Any, noise: Any) -> Any:
    return {"theta,eta": (nets["G"](torch.randn_like(noise["z"]))).mean()}


def drawing_with_python(nets: Any, batch: Any, noise: Any) -> Any:
    return {"theta,eta": random.random() * vae(nets, batch, noise)["theta,eta"]}


def stepping(nets: Any, batch: Any, noise: Any) -> Any:
    found = vae(nets, batch, noise)
    with torch.no_grad():
        next(nets["G"].parameters()).clamp_(-0.01, 0.01)
    return found


def calling_backward(nets: Any, batch: Any, noise: Any) -> Any:
    vae(nets, batch, noise)["theta,eta"].backward()
    return vae(nets, batch, noise)


def infinite_slope(nets: Any, batch: Any, noise: Any) -> Any:
    return {"theta,eta": (0 * nets["G"](noise["z"])).sum().sqrt()}


@pytest.mark.parametrize(
    ("losses", "code", "says"),
    [
        (lambda n, b, z: None, "SGM691", "NoneType"),
        (lambda n, b, z: {"theta": vae(n, b, z)["theta,eta"]}, "SGM654", "theta,eta"),
        (lambda n, b, z: vae(n, b, z) | {"phi": 0}, "SGM654", "losses of `phi`"),
        (lambda n, b, z: {"theta,eta": 1.5}, "SGM655", "a float"),
        (lambda n, b, z: {"theta,eta": n["G"](z["z"])}, "SGM655", "not one number"),
        (lambda n, b, z: {"theta,eta": n["G"](z["z"]).float().mean()}, "SGM655", "float32"),
        (raising, "SGM656", "KeyError: 'epsilon'"),
        (lambda n, b, z: {"theta,eta": n["G"](z["z"]).mean() * torch.nan}, "SGM658", "nan"),
        (infinite_slope, "SGM658", "gradient"),
        (drawing, "SGM659", "another one"),
        (drawing_with_python, "SGM659", "another one"),
        (stepping, "SGM683", "net G"),
        (calling_backward, "SGM683", "backward()"),
        (lambda nets, batch: None, "SGM685", "(nets, batch)"),
    ],
)
def test_unusable_function_gets_a_finding(losses: Callable[..., Any], code: str, says: str) -> None:
    state = torch.get_rng_state(), random.getstate()
    with pytest.raises(SchematicError) as caught:
        schematic.audit(VAE, losses)
    (finding,) = caught.value.diagnostics
    assert finding.code == code
    assert says in finding.message and finding.cure
    assert torch.equal(state[0], torch.get_rng_state()) and state[1] == random.getstate()


def test_where_a_function_raises_and_what_it_could_have_read_is_told() -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.audit(VAE, raising)
    (finding,) = caught.value.diagnostics
    assert "test_audit.py:" in finding.cure
    assert finding.cause == "the batch has x; noise has z"


def test_the_place_is_the_users_where_a_net_of_ours_raises() -> None:
    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        return {"theta,eta": nets["E"](batch["x"].float()).mean()}

    with pytest.raises(SchematicError) as caught:
        schematic.audit(VAE, losses)
    (finding,) = caught.value.diagnostics
    assert "test_audit.py:" in finding.cure and "float64" in finding.cure


DROPPING = """
visible x : real[4] ~ data
latent z : real[2] ~ Normal(0, 1)
z -> x ~ Normal(G[θ], 1)
x ..> z ~ E[η]
net G = mlp(8, {option})
"""


@pytest.mark.parametrize(
    ("option", "code", "says"),
    [("dropout = 0.5", "SGM659", "train()"), ("norm = spectral", "SGM683", "in training mode")],
)
def test_modes_of_nets_are_left(option: str, code: str, says: str) -> None:
    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        return {"theta,eta": nets["G"].train()(noise["z"]).square().mean()}

    with pytest.raises(SchematicError) as caught:
        schematic.audit(schematic.parse(DROPPING.format(option=option)), losses)
    (finding,) = caught.value.diagnostics
    assert finding.code == code
    assert says in f"{finding.message} {finding.cause}"


def test_own_nets_get_their_modes_and_statistics_back() -> None:
    encoder = nn.Sequential(nn.Linear(5, 8), nn.BatchNorm1d(8), nn.Linear(8, 32)).double()
    before = {key: value.clone() for key, value in encoder.state_dict().items()}
    assert schematic.audit(VAE, vae, nets={"E": encoder}).passed
    assert all(module.training for module in encoder.modules())
    assert all(torch.equal(value, before[key]) for key, value in encoder.state_dict().items())


def test_a_net_in_which_the_gradient_is_right_is_told_apart() -> None:
    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        away = nets["E"](batch["x"]).abs().mean()
        return {"theta,eta": vae(nets, batch, noise)["theta,eta"] + 0.1 * away}

    (fault,) = schematic.audit(VAE, losses).player("theta,eta").faults
    assert fault.message.endswith("in G it is the derived one, in E not")


def test_losses_without_gradient_are_told_so() -> None:
    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        return {name: loss.detach() for name, loss in gan(nets, batch, noise).items()}

    found = schematic.audit(GAN, losses)
    faults = [fault.mistake for player in found.players for fault in player.faults]
    assert faults == ["no_gradient"] * 2


def test_a_factor_has_a_meaning_and_an_effect() -> None:
    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        right = gan(nets, batch, noise)
        return {"phi": 2 * right["phi"], "theta": 0.5 * right["theta"]}

    phi, theta = schematic.audit(GAN, losses).players
    assert "2 times the derived loss: you add both sides" in phi.notes[0]
    assert "1/2 times the derived loss: the mean is taken over both halves" in theta.notes[0]
    assert "Adam does not see it" in phi.notes[0] and "same solutions" in theta.notes[0]


def test_three_mistakes_are_named() -> None:
    """Of three nodes each is scored by the density of another family, and one is the wrong one."""
    spec = """
    visible a : unit[3] ~ data
    visible b : unit[4] ~ data
    visible c : unit[5] ~ data
    latent z : real[2] ~ Normal(0, 1)
    a ..> z ~ E[η]
    z -> a ~ A[θ]
    z -> b ~ B[θ]
    z -> c ~ C[θ]
    """

    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        loc, log_var, z = encode(nets["E"](batch["a"]), noise["z"])
        squares = 0.5 * (nets["A"](z).sigmoid() - batch["a"]).square().sum(1).mean()
        errors = (nets["B"](z).sigmoid() - batch["b"]).abs().sum(1).mean()
        twice = scored(nets["C"](z).sigmoid(), batch["c"])
        return {"eta,theta": squares + errors + twice + 3 * kl(loc, log_var)}

    (player,) = schematic.audit(schematic.parse(spec), losses).players
    assert [fault.mistake for fault in player.faults] == [
        *("double_sigmoid", "other_density", "other_density"),
        "weight",
    ], player.faults


def test_nets_in_float32_are_refused() -> None:
    with pytest.raises(SchematicError, match="SGM684"):
        schematic.audit(VAE, vae, nets={"E": nn.Linear(5, 32)})


def test_the_package_is_the_function_too() -> None:
    import schematic.audit.report

    assert "audit" in schematic.__all__
    assert schematic.audit(VAE, vae).passed


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"losses": 3}, "SGM662"),
        ({"nets": [1]}, "SGM664"),
        ({"shapes": 3}, "SGM664"),
        ({"batch": 3}, "SGM616"),
    ],
)
def test_other_things_than_are_taken_get_a_finding(given: dict[str, Any], code: str) -> None:
    arguments = {"losses": gan, **given}
    with pytest.raises(SchematicError) as error:
        schematic.audit(GAN, **arguments)
    assert [each.code for each in error.value.diagnostics] == [code]


def test_a_lone_array_is_the_batch_of_the_one_data_node() -> None:
    found = schematic.audit(GAN, gan, batch=numpy.random.default_rng(0).random((9, 3)))
    assert found.passed


def test_a_difference_of_gradients_is_not_called_two_mistakes() -> None:
    """−1 times a term, and one mistake and another in its place, give this gradient, too."""

    def losses(nets: Any, batch: Any, noise: Any) -> dict[str, torch.Tensor]:
        loc, log_var, z = encode(nets["E"](batch["x"]), noise["z"])
        twice = -0.5 * (1 + log_var - loc**2 - (2 * log_var).exp()).sum(1).mean()
        return {"theta,eta": scored(nets["G"](z), batch["x"]) + twice}

    (player,) = schematic.audit(schematic.load("vae"), losses).players
    assert [fault.mistake for fault in player.faults] == ["unexplained"]


def test_a_notebook_shows_a_table_and_a_line_is_short() -> None:
    found = schematic.audit(
        GAN, lambda *given: {"phi": gan(*given)["theta"], "theta": -gan(*given)["phi"]}
    )
    assert repr(found) == "<Audit of GAN: 0 passed, 2 failed>"
    assert "<td" in found._repr_html_()
    assert "cure: " in found._repr_html_()
