"""A compiled step is taken only where it does what the plain one does: nets of a user's own."""

from __future__ import annotations

import copy
import itertools
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, fx, nn

from schematic.emit.runtime.compiled_step import CompiledStep
from schematic.emit.runtime.fast_steps import FastSteps
from schematic.emit.runtime.kept_values import is_same, kept_by
from schematic.training.loop.precision import computing_in
from tests.model.fast_pair import as_traced, cast, follow, is_compiled, of_zoo, pair, points
from tests.model.test_fast_changes import pair_around

EVENTS = itertools.count(1)


class Counting(nn.Module):
    """Does something else after some calls, which it counts in an attribute."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.calls, self.after = 0, after

    def forward(self, x: Tensor) -> Tensor:
        self.calls += 1
        return x if self.calls <= self.after else 2 * x


class Listing(nn.Module):
    """Keeps the means of what it has seen in a list, and subtracts the last."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[float] = []

    def forward(self, x: Tensor) -> Tensor:
        self.seen.append(1.0)
        return x + len(self.seen)


class Recording(nn.Module):
    """Keeps what it returned last, as a user who wants to look at features does."""

    def __init__(self) -> None:
        super().__init__()
        self.last = torch.zeros(())

    def forward(self, x: Tensor) -> Tensor:
        self.last = x
        return x


class Outside(nn.Module):
    """Counts in a variable that it does not keep."""

    def forward(self, x: Tensor) -> Tensor:
        return x * (1 + 1 / next(EVENTS))


class Dice(nn.Module):
    """Draws from a generator that is not PyTorch's."""

    def __init__(self, roll: Callable[[], float]) -> None:
        super().__init__()
        self.roll = roll

    def forward(self, x: Tensor) -> Tensor:
        return x * (1 + self.roll())


class Reassigned(nn.Module):
    """Puts another tensor into its buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(3, dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        self.mean = 0.9 * self.mean + 0.1 * x.detach().mean(0)
        return x - self.mean


class Uncopied(nn.Module):
    """Keeps something that cannot be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.steps = (n for n in range(3))

    def forward(self, x: Tensor) -> Tensor:
        return x


class Private(nn.Module):
    """Draws from a generator of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.generator = torch.Generator().manual_seed(0)

    def forward(self, x: Tensor) -> Tensor:
        return x + torch.randn(x.shape, dtype=x.dtype, generator=self.generator)


class Switched(nn.Module):
    """Branches on a number that the user sets, and on its mode."""

    def __init__(self) -> None:
        super().__init__()
        self.options = {"temperature": 1.0}

    def forward(self, x: Tensor) -> Tensor:
        return self.options["temperature"] * (x if self.training else -x)


class InPlace(nn.Module):
    """Changes what it has computed in place, and a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("count", torch.zeros((), dtype=torch.float64))

    def forward(self, x: Tensor) -> Tensor:
        self.count.add_(1)
        x = x + 1
        return x.mul_(self.count)


@pytest.mark.parametrize(
    ("inner", "code", "why"),
    [
        (lambda: Counting(1), "SGM666", r"`E\.inner\.calls`"),
        (lambda: Counting(1_000_000), "SGM666", r"`E\.inner\.calls`"),
        (Listing, "SGM666", r"`E\.inner\.seen`"),
        (Recording, "SGM666", r"`E\.inner\.last`"),
        (Outside, "SGM66[56]", "compiled one"),
        (lambda: Dice(lambda: random.random()), "SGM666", "Python's or NumPy's"),
        (lambda: Dice(lambda: np.random.rand()), "SGM666", "Python's or NumPy's"),
        (lambda: Dice(lambda: random.SystemRandom().random()), "SGM666", "two plain steps"),
        (Reassigned, "SGM666", r"`E\.inner\.mean`"),
        (Uncopied, "SGM666", r"E\.inner keeps in `steps` cannot be copied"),
        (Private, "SGM66[67]", "[Gg]enerator"),
    ],
)
def test_a_net_that_no_graph_stands_for_stays_eager(
    inner: Callable[[], nn.Module], code: str, why: str
) -> None:
    fast, _ = pair_around(inner)
    with pytest.warns(UserWarning, match=f"(?s){code}.*{why}"):
        optimizers = fast.optimizers()
        seen = [fast.step(batch, optimizers) for batch in points(5)]
    assert not any(is_compiled(fast))
    assert all(loss.isfinite() for losses in seen for loss in losses.values())


@pytest.mark.parametrize("inner", [lambda: Counting(3), Listing, Recording, Reassigned])
def test_a_refused_net_trains_as_if_nothing_had_been_tried(inner: Callable[[], nn.Module]) -> None:
    fast, eager = pair_around(inner)
    with pytest.warns(UserWarning, match="steps stay eager"):
        follow(fast, eager, points(6), 0.0)
    for mine, other in zip(
        kept_by(fast.E.inner).items(), kept_by(eager.E.inner).items(), strict=True
    ):
        assert is_same(mine, other)


def test_in_place_changes_and_buffers_are_certified() -> None:
    fast, eager = pair_around(InPlace)
    follow(fast, eager, points(6), 1e-10)
    assert is_compiled(fast) == [True]
    assert fast.E.inner.count == eager.E.inner.count


def test_numbers_that_the_user_sets_and_modes_are_obeyed() -> None:
    fast, eager = pair_around(Switched)
    ours, theirs = fast.optimizers(lr=1e-2), eager.optimizers(lr=1e-2)
    follow(fast, eager, points(4), 1e-10, (ours, theirs))
    for model in (fast, eager):
        model.E.inner.options["temperature"] = 0.5
    follow(fast, eager, points(4), 1e-10, (ours, theirs))
    for model in (fast, eager):
        model.E.eval()
    follow(fast, eager, points(4), 1e-10, (ours, theirs))
    assert is_compiled(fast) == [True, True, True]


def test_a_number_that_changes_at_every_step_stays_eager_and_says_so() -> None:
    fast, eager = pair_around(Switched)
    ours, theirs = fast.optimizers(lr=1e-2), eager.optimizers(lr=1e-2)
    with pytest.warns(UserWarning, match="change all the time"):
        for number in range(20):
            for model in (fast, eager):
                model.E.inner.options["temperature"] = 1 / (1 + number)
            follow(fast, eager, points(1), 0.0, (ours, theirs))
    assert not is_compiled(fast)


def test_a_hook_that_is_added_later_is_obeyed() -> None:
    fast, eager = pair_around(nn.Tanh)
    ours, theirs = fast.optimizers(lr=1e-2), eager.optimizers(lr=1e-2)
    follow(fast, eager, points(4), 1e-10, (ours, theirs))
    for model in (fast, eager):
        model.E.inner.register_forward_hook(lambda _, __, output: 3 * output)
    follow(fast, eager, points(4), 1e-10, (ours, theirs))
    assert is_compiled(fast) == [True, True]


def everything(model: Any, optimizers: Any) -> list[Any]:
    """All that a step may change, and the identities of what must stay where it is."""
    states = [copy.deepcopy(each.state_dict()) for each in optimizers.values()]
    attributes = [{k: v for k, v in vars(m).items() if k != "graphs"} for m in model.modules()]
    tensors = [*model.parameters(), *model.buffers()]
    return [
        copy.deepcopy(model.state_dict()),
        states,
        [(id(tensor), tensor.data_ptr(), id(tensor.grad)) for tensor in tensors],
        [{name: id(value) for name, value in each.items()} for each in attributes],
        torch.get_rng_state().tolist(),
        random.getstate(),
        np.random.get_state()[1].tolist(),
    ]


@pytest.mark.parametrize("name", ["vae", "gan", "helmholtz"])
def test_a_certificate_moves_nothing(name: str) -> None:
    spec, batch = of_zoo(name)
    fast, _ = pair(spec, as_traced)
    whole, optimizers = cast(batch, torch.float64), fast.optimizers()
    fast.step(whole, optimizers)
    before, given = everything(fast, optimizers), copy.deepcopy(whole)
    plain = super(FastSteps, fast).step
    assert fast.graphs._compiled(fast, whole, None, optimizers, plain) is not None
    torch.testing.assert_close(everything(fast, optimizers), before, rtol=0, atol=0)
    torch.testing.assert_close(whole, given, rtol=0, atol=0)


@pytest.mark.parametrize("name", ["vae", "gan"])
def test_training_is_to_the_bit_that_without_a_certificate(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec, batch = of_zoo(name)
    whole = cast(batch, torch.float64)
    found = []
    for is_certified in (True, False):
        model, _ = pair(spec, as_traced)
        if not is_certified:
            certificate = "schematic.emit.runtime.compiled_step.Certificate.require"
            monkeypatch.setattr(certificate, lambda *_: None)
        optimizers = model.optimizers(lr=1e-2)
        torch.manual_seed(0)
        losses = [model.step(whole, optimizers) for _ in range(5)]
        assert is_compiled(model) == [True]
        found.append((losses, model.state_dict(), torch.get_rng_state()))
    torch.testing.assert_close(found[0], found[1], rtol=0, atol=0)


def wrong(change: Callable[[fx.GraphModule], None]) -> Callable[..., Any]:
    """A compiler that makes something else of a graph."""

    def compiler(graph: fx.GraphModule, _: list[Any]) -> fx.GraphModule:
        change(graph)
        graph.recompile()
        return graph

    return compiler


def scaled_loss(graph: fx.GraphModule) -> None:
    (output,) = (node for node in graph.graph.nodes if node.op == "output")
    losses = list(output.args[0])
    with graph.graph.inserting_before(output):
        losses[-1] = graph.graph.call_function(torch.mul, (losses[-1], 1.0 + 1e-6))
    output.args = (losses,)


def without(part: str, which: int = 0) -> Callable[[fx.GraphModule], None]:
    """A change that leaves an operation out, whose first argument is handed on."""

    def change(graph: fx.GraphModule) -> None:
        nodes = [node for node in graph.graph.nodes if part in str(node.target)]
        node = nodes[which]
        if node.users:
            node.replace_all_uses_with(node.args[0])
        graph.graph.erase_node(node)

    return change


def baked_noise(graph: fx.GraphModule) -> None:
    node = [node for node in graph.graph.nodes if node.op == "placeholder"][-1]
    graph.register_buffer("fixed", torch.zeros_like(torch.empty(node.meta["val"].shape)).double())
    with graph.graph.inserting_after(node):
        fixed = graph.graph.get_attr("fixed")
    node.replace_all_uses_with(fixed)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (scaled_loss, "the loss of theta,eta"),
        (without("schematic.adam_"), "(gradient|Adam's|update)"),
        (without("_foreach_add"), "count of steps"),
        (without("aten.relu"), "(loss|gradient)"),
        (without("aten.threshold_backward"), "gradient"),
        (baked_noise, "(loss|gradient)"),
    ],
)
def test_a_wrong_compiler_is_found_out(change: Callable[[fx.GraphModule], None], what: str) -> None:
    spec, batch = of_zoo("vae")
    fast, eager = pair(spec, wrong(change))
    with pytest.warns(UserWarning, match=f"SGM665.*{what}"):
        follow(fast, eager, [cast(batch, torch.float64)] * 4, 0.0)
    assert is_compiled(fast) == [False]


def test_a_value_of_the_first_batch_in_a_graph_is_found_out() -> None:
    """The very batch on which it was traced does not show it; another one does."""

    def compiler(graph: fx.GraphModule, _: list[Any]) -> Callable[..., Any]:
        seen: list[Tensor] = []

        def run(*inputs: Tensor) -> Any:
            given = list(inputs)
            at = next(n for n, i in enumerate(given) if i.shape == (6, 4))
            seen.append(given[at])
            given[at] = seen[0]
            return graph(*given)

        return run

    fast, eager = pair_around(nn.Tanh)
    fast.graphs.compiler = compiler
    same = points(1) * 5
    with pytest.warns(UserWarning, match="(?s)SGM665.*step 2"):
        follow(fast, eager, same, 0.0)


def test_steps_of_several_processes_stay_eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schematic.emit.runtime.compiled_step.processes", lambda: 2)
    spec, batch = of_zoo("ae")
    fast, eager = pair(spec, as_traced)
    with pytest.warns(UserWarning, match="SGM667.*other processes"):
        follow(fast, eager, [cast(batch, torch.float64)] * 4, 0.0)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize("name", ["vae", "gan", "aae"])
def test_a_step_on_cuda_is_certified(name: str) -> None:
    spec, batch = of_zoo(name)
    fast, eager = pair(spec, as_traced)
    fast.cuda(), eager.cuda()
    whole = {node: value.cuda() for node, value in cast(batch, torch.float64).items()}
    follow(fast, eager, [whole] * 5, 1e-9)
    assert is_compiled(fast) == [True]
    assert isinstance(next(iter(fast.graphs.steps.values())), CompiledStep)


@pytest.mark.parametrize(
    ("dtype", "precision", "tolerance"),
    [
        (torch.float64, "float32", 1e-10),
        (torch.float32, "float32", 1e-4),
        (torch.float32, "bf16", 1e-1),
    ],
)
def test_the_coarsest_type_sets_the_tolerance(
    dtype: torch.dtype, precision: str, tolerance: float
) -> None:
    spec, batch = of_zoo("gan")
    fast, eager = pair(spec, as_traced, dtype)
    cpu = torch.device("cpu")
    with computing_in(precision, fast, cpu), computing_in(precision, eager, cpu):
        follow(fast, eager, [cast(batch, dtype)] * 4, tolerance)
    assert [step.tolerance for step in fast.graphs.steps.values()] == [tolerance]
