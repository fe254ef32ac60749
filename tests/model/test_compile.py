"""The Python interface: binding, shapes, seeds, batches, samples; every refusal says its place."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

import schematic
from schematic import SchematicError
from tests.model.programs import PROGRAMS
from tests.references.nets import make

GAN = PROGRAMS["gan"]
VAE = PROGRAMS["vae"]


def compiled(name: str, **options: object) -> nn.Module:
    spec = schematic.parse(PROGRAMS[name], name=f"{name}.sgm")
    options.setdefault("shapes", {n.name: (5,) for n in spec.nodes.values() if n.is_data})
    return schematic.compile(spec, **options)


def codes(error: pytest.ExceptionInfo[SchematicError]) -> list[str]:
    return [finding.code for finding in error.value.diagnostics]


@pytest.mark.parametrize(
    ("nets", "code", "words"),
    [
        ({"g": nn.Linear(3, 5)}, "SGM601", "known: `G`, `D`"),
        ({"G": torch.tanh}, "SGM602", "not a torch.nn.Module"),
        ({"G": nn.Linear(2, 5)}, "SGM604", "[B, 3]"),
        ({"D": nn.Linear(5, 2), "G": nn.Linear(3, 5)}, "SGM603", "[B, 1] or [B]"),
    ],
)
def test_modules_that_do_not_fit(nets: dict[str, nn.Module], code: str, words: str) -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.compile(schematic.parse(GAN, name="gan.sgm"), nets=nets)
    assert codes(caught) == [code]
    assert words in str(caught.value)


def test_a_wrong_shape_names_the_line_of_its_factor() -> None:
    nets = {"E": nn.Linear(5, 3), "G": nn.Linear(3, 5)}
    with pytest.raises(SchematicError) as caught:
        schematic.compile(schematic.parse(VAE, name="vae.sgm"), nets=nets)
    assert "vae.sgm:4:1" in str(caught.value)
    assert "[B, 3], not [B, 6]" in str(caught.value)
    assert "loc and log_var" in str(caught.value)


def test_one_module_for_two_players() -> None:
    shared = nn.Linear(5, 5)
    nets = {
        "G": nn.Sequential(nn.Linear(3, 5), shared),
        "D": nn.Sequential(shared, nn.Linear(5, 1)),
    }
    with pytest.raises(SchematicError) as caught:
        schematic.compile(schematic.parse(GAN), nets=nets)
    assert codes(caught) == ["SGM605"]


def test_binding_keeps_the_callers_module_and_its_mode() -> None:
    nets, batch, noise = make("gan", 0)
    nets["D"].eval()
    model = schematic.compile(schematic.parse(GAN), nets=nets)
    assert model.D is nets["D"]
    assert not nets["D"].training
    assert set(model.losses(batch, noise)) == {"phi", "theta"}


def test_seeds_repeat_and_leave_the_global_generator_alone() -> None:
    torch.manual_seed(1)
    before = torch.get_rng_state()
    first, second, third = (compiled("vae", seed=seed) for seed in (0, 0, 1))
    assert torch.equal(torch.get_rng_state(), before)
    for (_, a), (_, b) in zip(first.named_parameters(), second.named_parameters(), strict=True):
        assert torch.equal(a, b)
    assert any(
        not torch.equal(a, b) for a, b in zip(first.parameters(), third.parameters(), strict=True)
    )


def test_shapes_come_with_the_first_batch() -> None:
    model = schematic.compile(schematic.parse(GAN)).double()
    assert model.players == ("phi", "theta")
    with pytest.raises(SchematicError) as caught:
        model.optimizers()
    assert codes(caught) == ["SGM607"]
    losses = model.losses({"x": torch.rand(4, 1, 6, 6, dtype=torch.float64)})
    assert losses["phi"].dtype == torch.float64
    assert model.sample(2).shape == (2, 1, 6, 6)
    model.step({"x": torch.rand(4, 1, 6, 6, dtype=torch.float64)}, model.optimizers())


@pytest.mark.parametrize(
    ("batch", "code", "words"),
    [
        ({}, "SGM608", "no `x`"),
        ({"x": [[0.0] * 5]}, "SGM609", "list"),
        ({"x": torch.rand(4, 6)}, "SGM609", "[B, 5]"),
        ({"x": torch.rand(0, 5)}, "SGM609", "empty"),
        ({"x": torch.rand(4, 5, dtype=torch.float64)}, "SGM609", "float32"),
    ],
)
def test_batches_that_do_not_fit(batch: dict[str, object], code: str, words: str) -> None:
    with pytest.raises(SchematicError) as caught:
        compiled("vae").losses(batch)
    assert codes(caught) == [code]
    assert words in str(caught.value)


def test_batches_of_two_domains() -> None:
    model = compiled("ada", shapes={"z": (5,)})
    rows = {"source": torch.rand(3, 5), "target": torch.rand(2, 5)}
    with pytest.raises(SchematicError, match="source"):
        model.losses({"z": rows["source"], "t": torch.zeros(3, dtype=torch.long)})
    with pytest.raises(SchematicError, match="float32"):
        model.losses({"z": rows, "t": torch.zeros(3)})
    assert set(model.losses({"z": rows, "t": torch.zeros(3, dtype=torch.long)})) == {
        "phi",
        "theta,omega",
    }


def test_binary_data_are_thresholded() -> None:
    model = compiled("helmholtz1")
    noise = {"h": torch.rand(2, 4), "h_sleep": torch.rand(2, 4), "x_sleep": torch.rand(2, 5)}
    soft = torch.tensor([[0.2, 0.7, 0.5, 0.51, 1.0]]).repeat(2, 1)
    hard = (soft > 0.5).float()
    assert model.losses({"x": soft}, noise) == model.losses({"x": hard}, noise)


def test_samples_codes_and_reconstructions() -> None:
    model = compiled("vae")
    x = torch.rand(4, 5)
    assert model.sample(7).shape == (7, 5)
    assert 0 <= float(model.sample(7).min()) <= float(model.sample(7).max()) <= 1
    code = model.infer("z", x=x)
    assert code.shape == (4, 3)
    torch.testing.assert_close(model.infer("x", z=code), model.reconstruct(x))
    noise = {"z": torch.randn(2, 3)}
    torch.testing.assert_close(model.sample(2, noise=noise), model.infer("x", z=noise["z"]))


def test_what_a_model_cannot_do_is_explained() -> None:
    with pytest.raises(SchematicError, match="cannot sample"):
        compiled("ae").sample(3)
    with pytest.raises(SchematicError, match="cannot reconstruct"):
        compiled("gan").reconstruct(torch.rand(2, 5))
    with pytest.raises(SchematicError, match="it needs x"):
        compiled("vae").infer("z")
    with pytest.raises(SchematicError, match="no arrow leads to it"):
        compiled("gan").infer("z", x=torch.rand(2, 5))


def test_given_classes() -> None:
    model = compiled("cgan", shapes={"x": (5,)})
    classes = torch.tensor([0, 2, 1])
    assert model.sample(3, c=classes).shape == (3, 5)


def test_a_step_touches_each_player_once_and_returns_losses() -> None:
    model = compiled("gan")
    optimizers = model.optimizers(lr=1e-2)
    assert {type(o).__name__ for o in optimizers.values()} == {"Adam"}
    before = copy.deepcopy(model.state_dict())
    losses = model.step({"x": torch.rand(8, 5)}, optimizers)
    assert list(losses) == ["phi", "theta"]
    assert not any(loss.requires_grad for loss in losses.values())
    assert all(not torch.equal(v, before[k]) for k, v in model.state_dict().items())
    assert all(p.requires_grad for p in model.parameters())


def test_several_samples_are_averaged() -> None:
    text = VAE.replace("E[η]", "E[η] {samples = 3}")
    nets, batch, _ = make("vae", 0)
    model = schematic.compile(schematic.parse(text), nets=nets)
    one = schematic.compile(schematic.parse(PROGRAMS["vae"]), nets=nets)
    noise = torch.randn(3, len(batch["x"]), 3, dtype=torch.float64)
    found = model.losses(batch, {"z": noise.flatten(0, 1)})["theta,eta"]
    each = [one.losses(batch, {"z": eps})["theta,eta"] for eps in noise]
    torch.testing.assert_close(found, torch.stack(each).mean())


CONV = """
visible x : unit[1, 9, 12] ~ data
latent z : real[3] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]
x -!> y ~ D[φ]
x -> z ~ Q[η]
net G = conv(8, 4)
net D = conv(4, 8, act = leaky)
net Q = mlp(6) on D
"""


def test_convolutions_find_their_direction_and_odd_sizes() -> None:
    model = schematic.compile(schematic.parse(CONV))
    assert model.sample(2).shape == (2, 1, 9, 12)
    batch = {"x": torch.rand(4, 1, 9, 12)}
    losses = model.losses(batch)
    trunk = list(model.D.trunk.parameters())
    gradients = torch.autograd.grad(
        losses["theta,eta"], trunk, allow_unused=True, retain_graph=True
    )
    assert all(gradient is None for gradient in gradients)
    head = torch.autograd.grad(losses["theta,eta"], list(model.Q.parameters()))
    assert all(bool(gradient.abs().sum() > 0) for gradient in head)


def test_image_to_image() -> None:
    text = """
        visible a : unit[1, 6, 6] ~ data
        visible c : cat[3] ~ data
        visible b : unit[2, 6, 6] ~ data
        a, c -> b ~ F[θ]
        net F = conv(4, 4)
    """
    model = schematic.compile(schematic.parse(text))
    batch = {
        "a": torch.rand(2, 1, 6, 6),
        "b": torch.rand(2, 2, 6, 6),
        "c": torch.tensor([0, 2]),
    }
    assert model.losses(batch)["theta"].isfinite()


def test_cat_latents_need_wake_sleep_or_a_mean() -> None:
    text = """
        visible x : unit[5] ~ data
        latent z : cat[3] ~ Categorical
        z -> x ~ G[θ]
        x ..> z ~ E[η]
    """
    with pytest.raises(SchematicError, match="SGM402"):
        schematic.parse(text)
    model = schematic.compile(schematic.parse(text + "train wake-sleep\n"))
    model.step({"x": torch.rand(4, 5)}, model.optimizers())


def test_awkward_names() -> None:
    text = """
        visible batch : unit[5] ~ data
        latent noise : real[3] ~ Normal(0, 1)
        indicator y : {fake, real}
        noise ..|> batch = forward[lambda]
        batch -!> y ~ sample[class]
    """
    model = schematic.compile(schematic.parse(text))
    assert model.players == ("class", "lambda")
    losses = model.step({"batch": torch.rand(4, 5)}, model.optimizers())
    assert list(losses) == ["class", "lambda"]
    assert model.sample(3).shape == (3, 5)


def test_autocast() -> None:
    model = compiled("vae")
    with torch.autocast("cpu", dtype=torch.bfloat16):
        losses = model.step({"x": torch.rand(8, 5)}, model.optimizers())
    assert losses["theta,eta"].isfinite()
