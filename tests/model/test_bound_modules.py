"""Modules of a user of every sort: each works, or is refused with a cure, and is left as it was."""

from __future__ import annotations

import copy
import random
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.utils.checkpoint import checkpoint

import schematic
from schematic import SchematicError
from schematic.model.seeded import another
from tests.model.programs import PROGRAMS

PAIR = """
visible x : real[3] ~ data
latent z : real[3] ~ Normal(0, 1)
z -> x ~ Normal(G[θ], 1)
x ..> z ~ E[η]
"""


class Around(nn.Module):
    """A linear map, and then a function."""

    def __init__(self, after: Callable[[Tensor], object], width: int = 1) -> None:
        super().__init__()
        self.map, self.after = nn.Linear(3, width), after

    def forward(self, x: Tensor) -> object:
        return self.after(self.map(x))


class Block(nn.Sequential):
    """A sequence under a name of its own."""


class Counting(nn.Module):
    """Counts its calls, keeps what it has seen, and draws from every generator."""

    def __init__(self) -> None:
        super().__init__()
        self.map, self.norm = nn.Linear(3, 6), nn.BatchNorm1d(6)
        self.calls, self.seen = 0, []

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        self.seen.append(x)
        random.random()
        np.random.random()
        return F.dropout(self.norm(self.map(x)))


class Checkpointed(nn.Module):
    """Computes its first layer again in the backward pass."""

    def __init__(self, width: int, *, reentrant: bool) -> None:
        super().__init__()
        self.first, self.last, self.reentrant = nn.Linear(3, 4), nn.Linear(4, width), reentrant

    def forward(self, x: Tensor) -> Tensor:
        hidden = checkpoint(self._inside, x, use_reentrant=self.reentrant)
        return self.last(hidden)

    def _inside(self, x: Tensor) -> Tensor:
        return torch.tanh(self.first(x))


def model_of(text: str, **options: object) -> nn.Module:
    spec = schematic.parse(text)
    shapes = {n.name: (3,) for n in spec.nodes.values() if n.space.shape is None}
    return schematic.compile(spec, shapes=shapes, **options)


def found(text: str, **nets: nn.Module) -> list[str]:
    """The codes of the findings that stop a compilation."""
    with pytest.raises(SchematicError) as caught:
        model_of(text, nets=nets)
    assert all(finding.cure for finding in caught.value.diagnostics)
    return [finding.code for finding in caught.value.diagnostics]


def everything(module: nn.Module) -> Iterator[object]:
    """All that can be seen of a module: numbers, modes, gradients, what it keeps, its hooks."""
    for name, part in module.named_modules():
        yield name, part.training, sorted(vars(part)), len(part._forward_hooks)
    for name, value in [*module.named_parameters(), *module.named_buffers()]:
        yield name, value.clone().tolist(), value.requires_grad, value.grad


# Left as it was


def test_trying_a_module_leaves_it_and_the_generators_as_they_were() -> None:
    module = nn.Sequential(Counting(), nn.Sequential(nn.Linear(6, 6), nn.Dropout()))
    module[1].eval()
    module[1][0].weight.requires_grad_(False)
    buffers = list(module.buffers())
    before = list(everything(module))
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()[1].tolist()
    model = model_of(PROGRAMS["vae"], nets={"E": module})
    assert list(everything(module)) == before
    assert all(a is b for a, b in zip(module.buffers(), buffers, strict=True))
    assert (module[0].calls, module[0].seen) == (0, [])
    assert torch.equal(torch.get_rng_state(), states[0])
    assert (random.getstate(), np.random.get_state()[1].tolist()) == states[1:]
    assert model.E is module


def test_a_hook_sees_one_trial() -> None:
    module, seen = nn.Sequential(nn.Linear(3, 6)), []
    module.register_forward_hook(lambda *given: seen.append(given[-1]))
    module[0].register_forward_pre_hook(lambda *given: seen.append(given[-1]))
    model_of(PROGRAMS["vae"], nets={"E": module})
    assert len(seen) == 2


def test_a_model_that_waits_tries_each_module_once() -> None:
    seen: list[Tensor] = []
    module = nn.Linear(3, 5)
    module.register_forward_hook(lambda *given: seen.append(given[-1]))
    text = (
        PROGRAMS["gan"].replace("x : unit", "x : unit[5]")
        + "visible v : real ~ data\nv -> x ~ H[κ]\n"
    )
    model = schematic.compile(schematic.parse(text), nets={"G": module})
    model.materialise({"x": torch.rand(4, 5), "v": torch.rand(4, 2)})
    assert len(seen) == 1


@pytest.mark.parametrize("kind", [nn.utils.spectral_norm, nn.utils.parametrizations.weight_norm])
def test_norms_of_weights(kind: Callable[[nn.Module], nn.Module]) -> None:
    module = nn.Sequential(kind(nn.Linear(3, 6)))
    before = copy.deepcopy(module.state_dict())
    model = model_of(PROGRAMS["vae"], nets={"E": module})
    for name, value in module.state_dict().items():
        assert torch.equal(value, before[name])
    model.step({"x": torch.rand(4, 3)}, model.optimizers())


# Types and devices


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16])
def test_other_nets_take_the_type_of_a_module(dtype: torch.dtype) -> None:
    model = model_of(PROGRAMS["gan"], nets={"G": nn.Linear(3, 3).to(dtype)})
    assert {parameter.dtype for parameter in model.parameters()} == {dtype}
    single = model_of(PROGRAMS["gan"], nets={"G": nn.Linear(3, 3)})
    torch.testing.assert_close(model.D[0].weight, single.D[0].weight.to(dtype))
    losses = model.step({"x": torch.rand(4, 3, dtype=dtype)}, model.optimizers())
    assert all(loss.isfinite() for loss in losses.values())


def test_modules_of_two_types_are_refused() -> None:
    nets = {"G": nn.Linear(3, 3).double(), "D": nn.Linear(3, 1)}
    assert found(PROGRAMS["gan"], **nets) == ["SGM642"]
    assert found(PROGRAMS["gan"], D=nets["D"].to("meta"), G=nn.Linear(3, 3)) == ["SGM642"]


# What a module returns


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (lambda h: h.chunk(2, 1), "let it return `torch.cat((loc, log_var), dim=1)`"),
        (lambda h: [h, h, h], "let it return one tensor of them"),
        (lambda h: {"mu": h, "log_var": h}, "a dict with `mu`, `log_var`"),
        (lambda h: None, "a NoneType"),
    ],
)
def test_other_things_than_a_tensor(after: Callable[[Tensor], object], words: str) -> None:
    with pytest.raises(SchematicError, match="SGM603") as caught:
        model_of(PAIR, nets={"E": Around(after, 6)})
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (torch.sigmoid, "a sigmoid"),
        (lambda h: h.tanh().flatten(1), "a tanh"),
        (lambda h: (h.tanh() + 1) / 2, "a tanh"),
        (lambda h: 1 - F.softmax(h, 1), "a softmax"),
        (F.softplus, "a softplus"),
        (F.relu, "a ReLU"),
        (Block(nn.Linear(1, 1), Block(nn.Sigmoid(), nn.Flatten())), "a sigmoid"),
    ],
)
def test_bounded_ends_are_told(after: Callable[[Tensor], Tensor], words: str) -> None:
    with pytest.warns(UserWarning, match="SGM621") as caught:
        model_of(PROGRAMS["gan"], nets={"D": Around(after)})
    assert f"ends in {words}," in str(caught[0].message)


def test_a_frozen_classifier_that_ends_in_a_softmax_is_told_too() -> None:
    text = PROGRAMS["vae"].replace("G[θ]", "G[frozen]")
    module = Around(torch.sigmoid, 3).requires_grad_(False)
    with pytest.warns(UserWarning, match="SGM621"):
        model_of(text, nets={"G": module})
    assert not any(parameter.requires_grad for parameter in module.parameters())


def test_a_log_variance_from_a_softplus_is_told() -> None:
    with pytest.warns(UserWarning, match="log_var is asked of it too"):
        model_of(PAIR, nets={"E": Around(F.softplus, 6)})


@pytest.mark.parametrize(
    "after",
    [lambda h: 10 * torch.tanh(h), lambda h: h.clamp(-20, 20), lambda h: h * torch.sigmoid(h)],
)
def test_ends_that_are_not_bounded_for_certain_are_left(after: Callable[[Tensor], Tensor]) -> None:
    model_of(PROGRAMS["gan"], nets={"D": Around(after)})


# What learns


def test_a_player_that_cannot_learn_is_refused() -> None:
    assert found(PROGRAMS["gan"], G=nn.Identity()) == ["SGM643"]
    assert found(PROGRAMS["gan"], D=nn.Linear(3, 1).requires_grad_(False)) == ["SGM643"]


def test_a_net_that_cannot_learn_beside_others_is_told() -> None:
    with pytest.warns(UserWarning, match=r"SGM643(.*\n)*.*E\[frozen\]"):
        model = model_of(PROGRAMS["vae"], nets={"E": nn.Linear(3, 6).requires_grad_(False)})
    before = model.E.weight.clone()
    model.step({"x": torch.rand(4, 3)}, model.optimizers(lr=1e-2))
    assert torch.equal(model.E.weight, before)


def test_a_module_that_learns_in_part_is_fine() -> None:
    module = nn.Sequential(nn.Linear(3, 4).requires_grad_(False), nn.Linear(4, 6))
    model = model_of(PROGRAMS["vae"], nets={"E": module})
    before = copy.deepcopy(module.state_dict())
    model.step({"x": torch.rand(4, 3)}, model.optimizers(lr=1e-2))
    changed = [n for n, v in module.state_dict().items() if not torch.equal(v, before[n])]
    assert changed == ["1.weight", "1.bias"]


def test_a_trained_module_in_evaluation_mode_is_told() -> None:
    module = nn.Sequential(nn.Linear(3, 6), nn.BatchNorm1d(6)).eval()
    with pytest.warns(UserWarning, match="SGM645"):
        model_of(PROGRAMS["vae"], nets={"E": module})
    part = nn.Sequential(nn.Linear(3, 6), nn.BatchNorm1d(6))
    part[1].eval()
    model = model_of(PROGRAMS["vae"], nets={"E": part})
    assert not model.E[1].training
    frozen = PROGRAMS["vae"].replace("E[η]", "E[frozen]")
    model_of(frozen, nets={"E": nn.Sequential(nn.Linear(3, 6), nn.Dropout()).eval()})


# Layers that are computed again


@pytest.mark.parametrize("reentrant", [True, False])
def test_a_judge_that_computes_layers_again_is_refused(reentrant: bool) -> None:
    assert found(PROGRAMS["gan"], D=Checkpointed(1, reentrant=reentrant)) == ["SGM644"]


def test_other_nets_may_compute_layers_again() -> None:
    module = Checkpointed(3, reentrant=False)
    plain = nn.Sequential(copy.deepcopy(module.first), nn.Tanh(), copy.deepcopy(module.last))
    gradients = []
    for net in (module, plain):
        model, noise = model_of(PROGRAMS["gan"], nets={"G": net}), {"z": torch.ones(4, 3)}
        model.losses({"x": torch.zeros(4, 3)}, noise)["theta"].backward()
        gradients.append([parameter.grad for parameter in net.parameters()])
    torch.testing.assert_close(gradients[0], gradients[1])


# Layers that wait for their sizes


def test_lazy_layers_take_their_sizes_and_are_seeded() -> None:
    def lazy() -> nn.Module:
        return nn.Sequential(nn.LazyLinear(4), nn.LazyBatchNorm1d(), nn.ReLU(), nn.LazyLinear(6))

    state = torch.get_rng_state()
    models = [model_of(PROGRAMS["vae"], nets={"E": lazy()}, seed=seed) for seed in (0, 0, 1)]
    assert torch.equal(torch.get_rng_state(), state)
    first, second, third = (model.E[0].weight for model in models)
    assert torch.equal(first, second)
    assert not torch.equal(first, third)
    assert models[0].E[1].num_batches_tracked == 0
    assert all(module.training for module in models[0].E.modules())


def test_lazy_layers_wait_for_a_batch() -> None:
    text = "visible x : real ~ data\nvisible t : cat[2] ~ data\nx -> t ~ C[θ]\n"
    model = schematic.compile(schematic.parse(text), nets={"C": nn.LazyLinear(2)})
    with pytest.raises(SchematicError, match="SGM607"):
        model.optimizers()
    batch = {"x": torch.randn(4, 3), "t": torch.zeros(4, dtype=torch.long)}
    model.losses(batch)
    model.step(batch, model.optimizers())


# Wrappers


def same_as(module: nn.Module, plain: nn.Module) -> None:
    """A wrapped judge gives the losses and the gradients of the plain one."""
    results = []
    for judge in (module, plain):
        model = model_of(PROGRAMS["gan"], nets={"D": judge})
        losses = model.losses({"x": torch.ones(4, 3)}, {"z": torch.ones(4, 3)})
        for loss in losses.values():
            loss.backward()
        results.append([*losses.values(), *(p.grad.clone() for p in model.parameters())])
        model.sample(2)
        model.zero_grad()
    torch.testing.assert_close(results[0], results[1])


def test_scripted_modules() -> None:
    plain = nn.Sequential(nn.Linear(3, 4), nn.ReLU(inplace=True), nn.Linear(4, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        scripted = torch.jit.script(copy.deepcopy(plain))
    same_as(scripted, plain)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_compiled_modules() -> None:
    plain = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    same_as(torch.compile(copy.deepcopy(plain), backend="eager"), plain)
    inside = copy.deepcopy(plain)
    inside.compile(backend="eager")
    same_as(inside, plain)


@pytest.mark.filterwarnings("ignore")
def test_trying_a_compiled_module_compiles_nothing() -> None:
    graphs: list[object] = []

    def backend(graph: torch.fx.GraphModule, _: object) -> object:
        graphs.append(graph)
        return graph.forward

    module = torch.compile(nn.Linear(3, 6), backend=backend)
    model = model_of(PROGRAMS["vae"], nets={"E": module})
    assert not graphs
    model.losses({"x": torch.rand(4, 3)})
    assert len(graphs) == 1


def test_data_parallel_wrappers() -> None:
    plain = nn.Linear(3, 1)
    same_as(nn.DataParallel(copy.deepcopy(plain)), plain)


def test_one_module_under_two_names() -> None:
    text = PAIR.replace("Normal(G[θ], 1)", "Normal(G[α], 1)").replace("E[η]", "Normal(E[α], 1)")
    shared = nn.Linear(3, 3)
    model = model_of(text, nets={"G": shared, "E": shared})
    before = shared.weight.detach().clone()
    model.step({"x": torch.rand(4, 3)}, model.optimizers(lr=0.1))
    assert float((shared.weight.detach() - before).abs().max()) < 0.1001
    twin = model_of(text, nets={"G": (other := nn.Linear(3, 3)), "E": other})
    twin.load_state_dict(model.state_dict())
    assert torch.equal(other.weight, shared.weight)


def test_a_seed_is_drawn_on_the_cpu_whatever_device_is_the_default() -> None:
    with torch.device("meta"):
        elsewhere = another(3)
    assert elsewhere == another(3) != another(4)
