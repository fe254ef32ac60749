"""What a user hands to a model: batches, base noise, values; what does not fit is a finding."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import schematic
from schematic import SchematicError
from schematic.objective.terms import LogDensity
from tests.model.programs import DOMAINS, PROGRAMS

TWO_CODES = """
visible x : real[3] ~ data
latent z : real[2] ~ Normal(0, 1)
latent w : real[2] ~ Normal(0, 1)
z, w -> x ~ Normal(G[θ], 1)
x ..> z ~ E[η] {samples = 3}
x, z ..> w ~ F[η] {samples = 2}
"""
PENALISED = """
visible x : real[3] ~ data
latent z : real[2] ~ Normal(0, 1)
latent c : cat[4] ~ Categorical
indicator y : {fake, real}
z, c ..|> x = G[θ]
x -!> y ~ D[φ] {loss = wasserstein, penalty = 10}
"""
TWO_DOMAINS = """
visible z : real[3] ~ data by y
latent x : real[2]
indicator y : {target, source}
z ..> x ~ G[θ]
x -!> y ~ D[φ]
"""


def found(call: Callable[[], object]) -> list[str]:
    """The codes of the findings that a call raises."""
    with pytest.raises(SchematicError) as caught:
        call()
    assert all(finding.cure for finding in caught.value.diagnostics)
    return [finding.code for finding in caught.value.diagnostics]


def model_of(text: str, **options: object) -> nn.Module:
    """The model of a text, its data of three numbers where nothing says how many."""
    spec = schematic.parse(text)
    shapes = {n.name: (3,) for n in spec.nodes.values() if n.space.shape is None}
    return schematic.compile(spec, shapes=shapes, **options)


# Batches


@pytest.mark.parametrize(
    ("batch", "code"),
    [
        ([torch.rand(4, 3), torch.zeros(4)], "SGM616"),
        (None, "SGM616"),
        ({"x": np.zeros((4, 3))}, "SGM609"),
        ({"x": [[0.0, 0.0, 0.0]]}, "SGM609"),
        ({"x": {"a": torch.rand(4, 3)}}, "SGM609"),
        ({"x": 1.0}, "SGM609"),
        ({"x": torch.tensor(1.0)}, "SGM609"),
        ({"q": torch.rand(4, 3)}, "SGM608"),
    ],
)
@pytest.mark.parametrize("shaped", [True, False])
def test_containers_that_are_no_batch(batch: object, code: str, shaped: bool) -> None:
    spec = schematic.parse(PROGRAMS["gan"])
    model = schematic.compile(spec, shapes={"x": (3,)} if shaped else None)
    assert found(lambda: model.losses(batch)) == [code]
    assert found(lambda: model.terms(batch)) == [code]
    built = model_of(PROGRAMS["gan"])
    assert found(lambda: built.step(batch, built.optimizers())) == [code]


@pytest.mark.parametrize("shaped", [True, False])
@pytest.mark.parametrize("of", [lambda x: x, lambda x: x.numpy(), lambda x: {"x": x.numpy()}])
def test_a_batch_is_what_a_user_has(of: Callable[[Tensor], object], shaped: bool) -> None:
    x, z = torch.rand(4, 3), {"z": torch.rand(4, 3)}
    model = schematic.compile(
        schematic.parse(PROGRAMS["gan"]), shapes={"x": (3,)} if shaped else None
    )
    assert model.losses(of(x), z) == model.losses({"x": x}, z)
    assert model.terms(of(x), z) == model.terms({"x": x}, z)
    assert set(model.step(of(x), model.optimizers())) == set(model.players)


def test_an_array_alone_does_not_say_which_of_two_nodes_it_is() -> None:
    for name in ("cgan", "ada"):
        model = model_of(PROGRAMS[name])
        assert found(lambda model=model: model.losses(torch.rand(4, 3))) == ["SGM616"]
    assert found(lambda: model_of(PROGRAMS["gan"]).losses(np.array(["a"]))) == ["SGM609"]


@pytest.mark.parametrize("size", [1, 2])
def test_terms_that_compare_examples_need_two(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(PROGRAMS["vae"])
    model.losses({"x": torch.rand(1, 3)})
    monkeypatch.setattr(LogDensity, "couples", True)
    twin = model_of(PROGRAMS["vae"])
    if size == 2:
        twin.losses({"x": torch.rand(2, 3)})
    else:
        assert found(lambda: twin.losses({"x": torch.rand(1, 3)})) == ["SGM622"]


def test_a_node_with_two_data_sets_takes_a_tensor_a_label() -> None:
    model = model_of(PROGRAMS["ada"])
    labels = torch.zeros(3, dtype=torch.long)
    assert found(lambda: model.losses({"z": torch.rand(3, 3), "t": labels})) == ["SGM609"]
    half = {"source": torch.rand(3, 3)}
    assert found(lambda: model.losses({"z": half, "t": labels})) == ["SGM608"]


def test_examples_that_are_not_equally_many() -> None:
    model = model_of(PROGRAMS["cgan"])
    batch = {"x": torch.rand(4, 3), "c": torch.zeros(3, dtype=torch.long)}
    assert found(lambda: model.losses(batch)) == ["SGM617"]


# Base noise


def test_noise_of_several_draws_has_an_axis_of_its_own() -> None:
    model = model_of(TWO_CODES)
    batch = {"x": torch.rand(4, 3)}
    noise = {"z": torch.randn(3, 4, 2), "w": torch.randn(6, 4, 2)}
    flat = {name: each.flatten(0, 1) for name, each in noise.items()}
    assert model.losses(batch, noise) == model.losses(batch, flat)
    assert model.terms(batch, noise) == model.terms(batch, flat)
    mixed = {"z": noise["z"], "w": flat["w"]}
    assert model.losses(batch, mixed) == model.losses(batch, flat)


@pytest.mark.parametrize(
    ("noise", "code", "words"),
    [
        ({"q": torch.rand(4, 2)}, "SGM613", "`z` [4, 2]; `c` [4]; `y` [4]"),
        ({"x": torch.rand(4, 3)}, "SGM613", "known:"),
        ({"z": torch.rand(1, 2)}, "SGM614", "[4, 2]"),
        ({"z": torch.rand(2)}, "SGM614", "[4, 2]"),
        ({"z": torch.tensor(0.0)}, "SGM614", "[4, 2]"),
        ({"c": torch.rand(4, 4)}, "SGM614", "[4]"),
        ({"y": torch.rand(4, 1)}, "SGM614", "[4]"),
        ({"z": torch.rand(4, 2, dtype=torch.float64)}, "SGM614", "torch.float32"),
        ({"c": torch.zeros(4, dtype=torch.long)}, "SGM614", "torch.float32"),
        ({"z": np.zeros((4, 2))}, "SGM614", "ndarray"),
        (torch.rand(4, 2), "SGM614", "a mapping"),
    ],
)
def test_noise_that_does_not_fit(noise: dict[str, Tensor], code: str, words: str) -> None:
    model, batch = model_of(PENALISED), {"x": torch.rand(4, 3)}
    for call in (model.losses, model.terms, model.draw):
        for _ in range(2):
            with pytest.raises(SchematicError) as caught:
                call(batch, noise)
            assert [finding.code for finding in caught.value.diagnostics] == [code]
            assert words in str(caught.value)


def test_noise_that_fits_is_used_and_asked_once() -> None:
    model, batch = model_of(PENALISED), {"x": torch.rand(4, 3)}
    noise = {"z": torch.randn(4, 2), "c": torch.rand(4), "y": torch.rand(4)}
    first = model.losses(batch, noise)
    seen = model._seen
    assert model.losses(batch, {name: each.clone() for name, each in noise.items()}) == first
    assert model._seen is seen
    other = {**noise, "z": noise["z"] + 1}
    assert model.losses(batch, other) != first
    assert found(lambda: model.losses({"x": torch.rand(5, 3)}, noise)) == ["SGM614"] * 3


def test_draws_that_are_made_together_take_noise_together() -> None:
    model = model_of(TWO_DOMAINS)
    batch = {"z": {"source": torch.rand(3, 3), "target": torch.rand(5, 3)}}
    noise = {"x_source": torch.randn(3, 2), "x_target": torch.randn(5, 2)}
    assert found(lambda: model.losses(batch, {"x_source": noise["x_source"]})) == ["SGM615"]
    assert found(lambda: model.losses(batch, {"x": noise["x_source"]})) == ["SGM614"]
    assert model.losses(batch, noise) == model.losses(batch, noise)


# Samples, codes, reconstructions


def test_values_for_sample_infer_and_reconstruct() -> None:
    model = model_of(PROGRAMS["vae"])
    x, z = torch.rand(4, 3), torch.rand(4, model_code(model))
    wide = torch.rand(4, z.shape[1] + 1)
    assert found(lambda: model.sample(0)) == ["SGM609"]
    assert found(lambda: model.sample(2.5)) == ["SGM609"]
    assert found(lambda: model.sample(3, x=x)) == ["SGM618"]
    assert found(lambda: model.sample(3, noise={"z": z})) == ["SGM614"]
    assert found(lambda: model.sample(3, noise={"q": z})) == ["SGM613"]
    assert found(lambda: model.infer("z")) == ["SGM610"]
    assert torch.equal(model.infer("z", x=x.numpy()), model.infer("z", x=x))
    assert found(lambda: model.infer("z", x=x.double().numpy())) == ["SGM609"]
    assert found(lambda: model.infer("x", z=wide)) == ["SGM609"]
    assert found(lambda: model.infer("x", z=z, x=x)) == ["SGM618"]
    assert found(lambda: model.reconstruct()) == ["SGM610"]
    assert found(lambda: model.reconstruct(x.double())) == ["SGM609"]
    assert torch.equal(model.reconstruct(x=x), model.reconstruct(x))


def model_code(model: nn.Module) -> int:
    """How many numbers the code of a model has."""
    return int(model.schematic.nodes["z"].space.shape[0])


def test_classes_for_sample() -> None:
    model = model_of(PROGRAMS["cgan"])
    assert found(lambda: model.sample(3)) == ["SGM610"]
    assert found(lambda: model.sample(3, c=torch.zeros(2, dtype=torch.long))) == ["SGM617"]
    assert found(lambda: model.sample(3, c=torch.zeros(3))) == ["SGM609"]


# Models that wait for a batch, copies


def test_what_is_done_to_a_model_that_waits_is_done_when_it_is_built() -> None:
    model = schematic.compile(schematic.parse(PROGRAMS["gan"]))

    def clear(layer: nn.Module) -> None:
        if isinstance(layer, nn.Linear):
            nn.init.zeros_(layer.weight)

    assert model.apply(clear) is model
    assert model.requires_grad_(False) is model
    assert model.double().eval() is model
    assert found(lambda: model.load_state_dict({})) == ["SGM607"]
    twin = copy.deepcopy(model)
    for each in (model, twin):
        each.losses({"x": torch.rand(4, 3, dtype=torch.float64)})
        assert not any(parameter.requires_grad for parameter in each.parameters())
        assert not any(module.training for module in each.modules())
        weights = [v for name, v in each.named_parameters() if name.endswith("weight")]
        assert weights
        assert not any(weight.any() for weight in weights)
    assert not set(map(id, model.parameters())) & set(map(id, twin.parameters()))
    third = copy.deepcopy(model)
    assert torch.equal(
        third.infer("x", z=torch.ones(1, 3).double()), model.infer("x", z=torch.ones(1, 3).double())
    )


def test_a_copy_has_parameters_of_its_own() -> None:
    model = model_of(PROGRAMS["gan"])
    twin = copy.deepcopy(model)
    before = copy.deepcopy(model.state_dict())
    twin.step({"x": torch.rand(4, 3)}, twin.optimizers(lr=1e-2))
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert any(not torch.equal(v, before[name]) for name, v in twin.state_dict().items())


# Modules of the user


@pytest.mark.parametrize(
    "last", [nn.Tanh(), nn.Sigmoid(), nn.Sequential(nn.Sigmoid(), nn.Flatten())]
)
def test_logits_from_a_bounded_layer_are_told(last: nn.Module) -> None:
    with pytest.warns(UserWarning, match="SGM621"):
        model_of(PROGRAMS["gan"], nets={"D": nn.Sequential(nn.Linear(3, 1), last)})


def test_a_bounded_layer_inside_is_fine() -> None:
    model_of(
        PROGRAMS["gan"], nets={"D": nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))}
    )


def test_a_bounded_location_is_fine() -> None:
    text = PROGRAMS["gan"].replace("unit", "real")
    model_of(text, nets={"G": nn.Sequential(nn.Linear(3, 3), nn.Tanh())})


@pytest.mark.parametrize(
    "line",
    [
        "net G = mlp(2147483647)",
        "net G = mlp(2147483647, 2147483647)",
        "net G = mlp(10, 1000000000)",
    ],
)
def test_nets_that_no_memory_holds(line: str) -> None:
    assert found(lambda: model_of(f"{PROGRAMS['vae']}\n{line}")) == ["SGM612"]


def test_many_layers_of_middling_size_are_counted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """They are refused before any of them takes memory, and fewer of them are not."""
    monkeypatch.setattr("schematic.model.memory.physical_memory", lambda: 5e8)
    text = "\n".join(x for x in PROGRAMS["vae"].splitlines() if not x.startswith("net G"))
    layers = ", ".join(["5000"] * 30)
    assert found(lambda: model_of(f"{text}\nnet G = mlp({layers})")) == ["SGM612"]
    assert model_of(f"{text}\nnet G = mlp(50, 50)")


def test_parameters_that_nets_share_are_in_the_optimizer_once() -> None:
    spec = schematic.parse(
        "visible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
        "z -> x ~ Normal(G[α], 1)\nx ..> z ~ Normal(E[α], 1)\n"
    )
    shared = nn.Linear(2, 2)
    model = schematic.compile(spec, nets={"G": shared, "E": shared})
    (optimizer,) = model.optimizers(lr=0.1).values()
    assert [len(group["params"]) for group in optimizer.param_groups] == [2]


@pytest.mark.parametrize("how", ["loss = relativistic", "loss = wasserstein, penalty = 1"])
def test_sides_that_are_set_beside_each_other_are_equally_many(how: str) -> None:
    text = DOMAINS.replace("real ~", "real[3] ~") + f"x -!> y ~ D[φ] {{{how}}}\n"
    model = schematic.compile(schematic.parse(text))
    domains = {"source": torch.randn(6, 3), "target": torch.randn(4, 3)}
    batch = {"z": domains, "t": torch.randint(3, (6,))}
    assert found(lambda: model.losses(batch)) == ["SGM617"]
    equal = {"source": domains["source"][:4], "target": domains["target"]}
    model.losses({"z": equal, "t": batch["t"][:4]})
