"""A model that waits for its first batch: what is done to it before is done then, or refused."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable

import pytest
import torch
from torch import nn

import schematic
from schematic import SchematicError
from tests.model.programs import PROGRAMS

BATCH = {"x": torch.linspace(0, 1, 12).reshape(4, 3)}


def waiting(**options: object) -> nn.Module:
    return schematic.compile(schematic.parse(PROGRAMS["gan"]), **options)


def built(**options: object) -> nn.Module:
    return schematic.compile(schematic.parse(PROGRAMS["gan"]), shapes={"x": (3,)}, **options)


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(SchematicError) as caught:
        call()
    assert all(finding.cure for finding in caught.value.diagnostics)
    return [finding.code for finding in caught.value.diagnostics]


@pytest.mark.parametrize("fast", [False, True])
def test_it_becomes_the_model_that_shapes_would_have_built(fast: bool) -> None:
    model, right = waiting(seed=3, fast=fast), built(seed=3, fast=fast)
    model.losses(BATCH)
    state, expected = model.state_dict(), right.state_dict()
    assert list(state) == list(expected)
    assert all(torch.equal(state[name], expected[name]) for name in state)
    assert model.source == right.source
    model.load_state_dict(expected)
    model.step(BATCH, model.optimizers())
    twin = copy.deepcopy(model)
    assert all(
        torch.equal(a, b) for a, b in zip(twin.parameters(), model.parameters(), strict=True)
    )


CHANGES: dict[str, Callable[[nn.Module], object]] = {
    "double": lambda m: m.double(),
    "there and back": lambda m: m.to(torch.bfloat16).double(),
    "type": lambda m: m.type(torch.float64).train().eval(),
    "apply": lambda m: m.double().apply(clear),
    "in order": lambda m: m.double().apply(clear).apply(fill),
    "frozen": lambda m: m.double().requires_grad_(False),
    "shared": lambda m: m.double().share_memory(),
}


def clear(layer: nn.Module) -> None:
    if isinstance(layer, nn.Linear):
        nn.init.zeros_(layer.weight)


def fill(layer: nn.Module) -> None:
    if isinstance(layer, nn.Linear):
        layer.weight.data += 1


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_done_before_is_done_when_it_is_built(change: str) -> None:
    batch = {"x": BATCH["x"].double()}
    model, right = waiting(), built()
    CHANGES[change](right)
    CHANGES[change](model)
    model.losses(batch)
    for mine, other in zip(model.parameters(), right.parameters(), strict=True):
        assert torch.equal(mine, other)
        assert (mine.dtype, mine.requires_grad) == (other.dtype, other.requires_grad)
        assert mine.is_shared() == other.is_shared()
    assert [m.training for m in model.modules()] == [m.training for m in right.modules()]


def test_what_it_belongs_to_reaches_it() -> None:
    parent = nn.ModuleDict({"model": (model := waiting())})
    parent.double().eval().apply(clear)
    model.losses({"x": BATCH["x"].double()})
    assert not model.G[0].weight.any()
    assert not any(module.training for module in parent.modules())
    assert sum(1 for _ in parent.parameters()) == sum(1 for _ in built().parameters())


def test_a_bound_module_keeps_its_mode() -> None:
    net = nn.Linear(3, 1).eval()
    model = waiting(nets={"D": net})
    model.losses(BATCH)
    assert not net.training
    assert model.G.training


def test_what_is_set_on_it_stays() -> None:
    model = waiting()
    model.note, model.more = 7, nn.Linear(2, 2)
    model.double().losses({"x": BATCH["x"].double()})
    assert model.note == 7
    assert model.more.weight.dtype == torch.float64


def test_what_asks_for_parts_has_to_wait() -> None:
    model = waiting()
    asking = (
        model.state_dict,
        model.parameters,
        model.named_parameters,
        model.buffers,
        lambda: model.optimizers(),
        lambda: torch.optim.Adam(model.parameters()),
        lambda: model.load_state_dict(built().state_dict()),
        lambda: model.register_forward_hook(print),
        lambda: model.register_buffer("b", torch.zeros(())),
        lambda: model.get_submodule("G"),
        lambda: model.G,
        lambda: nn.ModuleDict({"model": model}).state_dict(),
        lambda: nn.utils.clip_grad_norm_(model.parameters(), 1.0),
    )
    for call in asking:
        assert codes(call) == ["SGM607"]
    assert model.zero_grad() is None


def test_neither_is_called_and_one_that_waits_is_not_pickled() -> None:
    for model in (waiting(), built()):
        assert codes(lambda m=model: m(BATCH)) == ["SGM641"]
        assert codes(lambda m=model: m.compile()) == ["SGM641"]
    assert codes(lambda: torch.save(waiting(), io.BytesIO())) == ["SGM619"]
    assert codes(lambda: pickle.dumps(waiting())) == ["SGM619"]
