"""What a batch holds, where it lies, and what else is handed in by mistake; each is a finding."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.utils.data import DataLoader, TensorDataset

import schematic
from schematic import SchematicError
from schematic.model import values
from tests.model.programs import PROGRAMS

X = torch.rand(4, 3)
C = torch.tensor([0, 1, 2, 3])
CGAN = """
visible x : unit[3] ~ data
visible c : cat[4] ~ data
latent z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}
z, c ..|> x = G[θ]
x, c -!> y ~ D[φ]
"""
PARTLY = """
visible x : real[3] ~ data
visible t : cat[4] ~ data or Categorical
latent z : real[2] ~ Normal(0, 1)
z, t -> x ~ Normal(G[θ], 1)
x ..> t ~ C[η] {gradient = enumerate}
x, t ..> z ~ E[η]
"""


def model_of(name: str) -> Any:
    """A model of three numbers an example, and of four classes."""
    spec = schematic.parse(PROGRAMS.get(name, name))
    shapes = {n.name: (3,) for n in spec.nodes.values() if n.space.shape is None}
    return schematic.compile(spec, shapes=shapes)


def finding(call: Callable[[], object]) -> tuple[str, str]:
    """The code and the text of the one finding that a call raises, which has a cure."""
    with pytest.raises(SchematicError) as caught:
        call()
    (found,) = caught.value.diagnostics
    assert found.cure
    return found.code, str(caught.value)


def with_value(value: float) -> Tensor:
    """A batch in which the last number of example 2 is another one."""
    changed = X.clone()
    changed[2, 2] = value
    return changed


OUTSIDE = [
    (X * 255, "SGM651", "x / 255"),
    (X * 2 - 1, "SGM651", "(x + 1) / 2"),
    (X + 1000, "SGM651", "x : real"),
    (with_value(float("nan")), "SGM663", "NaN, first in example 2"),
    (with_value(float("inf")), "SGM663", "infinite value, first in example 2"),
    (X.to("meta"), "SGM652", "on meta"),
    (X.double().numpy(), "SGM609", ".astype(np.float32)"),
    ((X * 255).to(torch.uint8), "SGM609", "divide pixels by 255"),
    (X.to_sparse(), "SGM609", ".to_dense()"),
    (X[:0], "SGM609", "at least one example"),
]


@pytest.mark.parametrize(("x", "code", "words"), OUTSIDE)
def test_values_that_a_node_does_not_take(x: Any, code: str, words: str) -> None:
    """They are refused in the first batch, and by `losses` and `terms` in each that follows."""
    model = model_of("vae")
    calls = [
        lambda: model.step(x, model.optimizers()),
        lambda: model.draw({"x": x}),
        lambda: model.losses(x),
        lambda: model.terms(x),
        lambda: model.infer("z", x=x),
        lambda: model.reconstruct(x),
    ]
    for call in calls:
        found = finding(call)
        assert (found[0], words in found[1]) == (code, True)
    model.losses(X)
    for call in calls[2:]:
        assert finding(call)[0] == code


def test_rounding_is_not_outside() -> None:
    model = model_of("vae")
    model.losses(torch.full((4, 3), 1 + 2e-7))
    assert finding(lambda: model.losses(torch.full((4, 3), 1 + 1e-5)))[0] == "SGM651"


def test_steps_read_the_first_batch_of_a_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    model = model_of(CGAN)
    optimizers, read = model.optimizers(), []
    real = values._ends
    monkeypatch.setattr(values, "_ends", lambda value: read.append(value) or real(value))
    for _ in range(3):
        model.step({"x": X, "c": C}, optimizers)
    assert len(read) == 2
    model.step({"x": X[:3], "c": C[:3]}, optimizers)
    assert len(read) == 4
    model.losses({"x": X[:3], "c": C[:3]})
    assert len(read) == 6


def test_a_later_step_that_fails_says_what_the_batch_holds() -> None:
    model = model_of(CGAN)
    optimizers = model.optimizers()
    model.step({"x": X, "c": C}, optimizers)
    code, text = finding(lambda: model.step({"x": X, "c": C + 9}, optimizers))
    assert (code, "the class 12" in text) == ("SGM653", True)


@pytest.mark.parametrize("worst", [-1, 4])
def test_classes_that_there_are_not(worst: int) -> None:
    model = model_of(CGAN)
    c = torch.tensor([0, 1, worst, 2])
    for call in (
        lambda: model.losses({"x": X, "c": c}),
        lambda: model.sample(4, c=c),
        lambda: model.sample(4, c=worst),
    ):
        code, text = finding(call)
        assert (code, f"the class {worst}" in text) == ("SGM653", True)


@pytest.mark.parametrize(
    "of", [Tensor.tolist, Tensor.numpy, Tensor.int, lambda c: c.numpy().astype("uint8")]
)
def test_class_numbers_are_what_a_user_has(of: Callable[[Tensor], Any]) -> None:
    model = model_of(CGAN)
    z = {"z": torch.randn(4, 2)}
    assert model.losses({"x": X, "c": of(C)}, z) == model.losses({"x": X, "c": C}, z)
    assert torch.equal(model.sample(4, c=of(C), noise=z), model.sample(4, {"c": C}, noise=z))
    same = torch.full((4,), 3)
    assert torch.equal(model.sample(4, c=3, noise=z), model.sample(4, c=same, noise=z))


@pytest.mark.parametrize(
    ("c", "words"),
    [
        ([0.5, 1.0, 2.0, 3.0], "torch.tensor"),
        (C.float(), "whole numbers"),
        (torch.eye(4), "argmax(1)"),
        (torch.tensor([True, False, True, False]), "int64"),
        ([2**70, 0, 1, 2], "int64"),
    ],
)
def test_classes_that_are_not_numbered(c: Any, words: str) -> None:
    code, text = finding(lambda: model_of(CGAN).losses({"x": X, "c": c}))
    assert (code, words in text) == ("SGM609", True)


def test_what_is_missing_may_be_marked() -> None:
    model = model_of(PARTLY)
    model.losses({"x": X, "t": torch.tensor([0, -1, 3, -1])})
    assert finding(lambda: model.losses({"x": X, "t": torch.tensor([0, -2, 3, 1])}))[0] == "SGM653"


def test_numbers_that_are_missing_are_nan() -> None:
    text = PARTLY.replace("t : cat[4] ~ data or Categorical", "t : real[1] ~ data or Normal(0, 1)")
    text = text.replace(" {gradient = enumerate}", "")
    model = model_of(text)
    t = torch.tensor([[0.5], [float("nan")], [3.0], [0.0]])
    model.losses({"x": X, "t": t})
    t[2] = float("inf")
    code, words = finding(lambda: model.losses({"x": X, "t": t}))
    assert (code, "infinite value, first in example 2" in words) == ("SGM663", True)


def test_noise_and_values_on_another_device() -> None:
    model = model_of("vae")
    z = torch.zeros(4, model.schematic.nodes["z"].space.shape[0], device="meta")
    assert finding(lambda: model.losses(X, {"z": z}))[0] == "SGM652"
    assert finding(lambda: model.infer("x", z=z))[0] == "SGM652"
    model.to("meta")
    code, text = finding(lambda: model.losses(X))
    assert (code, "to_empty" in text) == ("SGM652", True)


class DataFrame:
    """A table as pandas has it, as far as a message is concerned."""

    def __init__(self) -> None:
        self.values = X.numpy()


def test_containers_of_others_have_cures_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    model, rows = model_of("vae"), TensorDataset(X)
    monkeypatch.setattr(DataFrame, "__module__", "pandas.core.frame")
    monkeypatch.setitem(sys.modules, "pandas", ModuleType("pandas"))
    for batch, words in [
        (DataLoader(rows, 2), "for … in loader"),
        (rows, "DataLoader"),
        ([X, C], "'x': batch[0]"),
        (DataFrame(), "to_numpy()"),
    ]:
        code, text = finding(lambda batch=batch: model.losses(batch))
        assert (code, words in text) == ("SGM616", True)
    code, text = finding(lambda: model.losses({"x": DataFrame()}))
    assert (code, "to_numpy(" in text) == ("SGM609", True)


def test_optimizers_are_one_for_each_player() -> None:
    model = model_of("gan")
    made = model.optimizers()
    for given in (
        list(made.values()),
        made["phi"],
        {"phi": made["phi"]},
        None,
    ):
        code, text = finding(lambda given=given: model.step(X, given))
        assert (code, "'theta'" in text) == ("SGM661", True)


def test_players_may_be_called_by_their_greek_names() -> None:
    model = model_of("gan")
    made = model.optimizers(lr={"φ": 0.02, "theta": 0.01}, optimizer={"θ": "sgd"})
    assert [made[name].param_groups[0]["lr"] for name in ("phi", "theta")] == [0.02, 0.01]
    assert isinstance(made["theta"], torch.optim.SGD)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    told = model.step(X, {"φ": made["phi"], "θ": made["theta"]})
    assert set(told) == {"phi", "theta"}
    moved = {name[0] for name, value in model.state_dict().items() if not value.equal(before[name])}
    assert moved == {"G", "D"}
    twice = finding(lambda: model.optimizers(lr={"θ": 0.5, "theta": 0.25}))
    assert twice[0] == "SGM662" and "`θ`" in twice[1]
    assert finding(lambda: model.step(X, {"φ": made["phi"], "ψ": made["theta"]}))[0] == "SGM661"


def test_values_may_come_as_a_mapping_or_alone() -> None:
    model = model_of("vae")
    mean = model.infer("z", x=X)
    assert torch.equal(model.infer("z", X), mean)
    assert torch.equal(model.infer("z", {"x": X}), mean)
    assert torch.equal(model.infer(node="z", x=X.numpy()), mean)
    assert torch.equal(model.reconstruct({"x": X}), model.reconstruct(X))
    assert finding(lambda: model.infer(X))[0] == "SGM609"
    assert finding(lambda: model.sample(4, X))[0] == "SGM664"


def test_nothing_is_said_of_values_that_cannot_be_read() -> None:
    model = model_of("vae")
    z = torch.zeros(4, model.schematic.nodes["z"].space.shape[0])

    def loss(x: Tensor) -> Tensor:
        return sum(model.losses({"x": x}, {"z": z}).values())

    batches = torch.rand(2, 4, 3)
    found = torch.func.vmap(loss)(batches)
    torch.testing.assert_close(found, torch.stack([loss(each) for each in batches]))


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: schematic.compile(schematic.load("gan"), [torch.nn.Linear(1, 1)]), "SGM664"),
        (lambda: schematic.compile(schematic.load("gan"), {3: torch.nn.Linear(1, 1)}), "SGM664"),
        (lambda: schematic.compile(schematic.load("gan"), shapes=(3,)), "SGM664"),
        (lambda: schematic.compile(schematic.load("gan"), shapes={3: (3,)}), "SGM664"),
        (lambda: model_of("vae").infer("z", {3: X}), "SGM664"),
        (lambda: schematic.load("gan", shapes=[3]), "SGM662"),
        (lambda: schematic.load("gan", settings={3: 4}), "SGM662"),
        (lambda: schematic.parse("visible x : unit ~ data", shapes={None: (3,)}), "SGM662"),
        (lambda: schematic.load("gan").rewrite(3), "SGM662"),
        (lambda: schematic.load(3), "SGM662"),
        (lambda: schematic.parse(None), "SGM662"),
        (lambda: schematic.train(None), "SGM662"),
        (lambda: schematic.open_run(3), "SGM662"),
    ],
)
def test_functions_say_what_they_take(call: Callable[[], object], code: str) -> None:
    assert finding(call)[0] == code
