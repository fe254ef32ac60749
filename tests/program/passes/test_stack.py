"""Batches go through a net together where they can, and nothing but the number of calls changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor, nn

import schematic
from schematic.emit.kernels import nets
from schematic.graph import Schematic
from schematic.objective.chains import fixed_nets
from schematic.program import plan
from schematic.program.legal import faults_of
from schematic.program.ops import (
    Evaluate,
    Fetch,
    Mean,
    Op,
    Program,
    Section,
    Split,
    Stack,
    Stacked,
    Use,
    Weigh,
)
from schematic.program.passes.stack import stack
from tests.model.programs import PROGRAMS
from tests.objective.specs import spec
from tests.program.specs import of_kind, plain
from tests.references.nets import make


class Alone(nn.Module):
    """A net of ours as a user's module: its parents come one by one, and no batch meets another."""

    def __init__(self, net: nn.Module, classes: Mapping[int, int]) -> None:
        super().__init__()
        self.net, self.classes = net, classes
        if hasattr(net, "trunk"):
            self.trunk = net.trunk

    def forward(self, *parents: Tensor) -> Tensor:
        spelled = [
            nets.one_hot(value, self.classes[at], self.net) if value.dtype == torch.long else value
            for at, value in enumerate(parents)
        ]
        return self.net(nets.join(*spelled) if len(spelled) > 1 else spelled[0])


class AloneBothWays(nn.Module):
    """An invertible net of ours as a user's module, which reads its conditions as they come."""

    def __init__(self, net: nn.Module, classes: Mapping[int, int]) -> None:
        super().__init__()
        self.net, self.classes = net, classes

    def forward(self, *parents: Tensor) -> Any:
        return self.net(*self.spelled(parents))

    def inverse(self, *parents: Tensor) -> Any:
        way: Any = self.net
        return way.inverse(*self.spelled(parents))

    def spelled(self, parents: tuple[Tensor, ...]) -> list[Tensor]:
        return [
            nets.one_hot(value, self.classes[at], self.net) if value.dtype == torch.long else value
            for at, value in enumerate(parents)
        ]


def alone(spec: Schematic, model: nn.Module) -> dict[str, nn.Module]:
    modules: dict[str, nn.Module] = {}
    fixed = fixed_nets(spec)
    for factor in spec.factors:
        classes = {at: spec.nodes[name].space.classes for at, name in enumerate(factor.parents)}
        for ref in factor.law.nets:
            if ref.net not in fixed:
                kind = AloneBothWays if spec.is_invertible(factor) else Alone
                modules[ref.net] = kind(getattr(model, ref.net), classes)
    return modules


def shapes_of(spec: Schematic, batch: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
    found = {}
    for name, value in batch.items():
        rows = next(iter(value.values())) if isinstance(value, Mapping) else value
        if spec.nodes[name].space.shape is None and rows.is_floating_point():
            found[name] = tuple(rows.shape[1:])
    return found


@pytest.mark.parametrize("name", PROGRAMS)
def test_nothing_but_the_calls_changes(name: str) -> None:
    _, batch, noise = make(name, 3)
    spec = schematic.parse(PROGRAMS[name])
    together: Any = schematic.compile(spec, seed=1, shapes=shapes_of(spec, batch)).double()
    apart: Any = schematic.compile(spec, nets=alone(spec, together))
    ours, theirs = together.losses(batch, noise), apart.losses(batch, noise)
    parameters = [p for p in together.parameters() if p.requires_grad]
    for player in together.players:
        torch.testing.assert_close(ours[player], theirs[player], rtol=1e-12, atol=1e-12)
        for mine, other in zip(
            gradients(ours[player], parameters), gradients(theirs[player], parameters), strict=True
        ):
            torch.testing.assert_close(mine, other, rtol=1e-9, atol=1e-12)


def gradients(loss: Tensor, parameters: list[Tensor]) -> tuple[Tensor, ...]:
    found = torch.autograd.grad(loss, parameters, retain_graph=True, allow_unused=True)
    pairs = zip(parameters, found, strict=True)
    return tuple(torch.zeros_like(p) if g is None else g for p, g in pairs)


def calls(text: str, bound: tuple[str, ...] = ()) -> list[str]:
    """The net of every call in draws and losses."""
    program = plan(schematic.parse(text).objective, bound)
    ops = [*program.shared, *(op for section in program.sections for op in section.ops)]
    return [op.net for op in ops if isinstance(op, Evaluate | Weigh)]


def test_an_activated_vae_calls_each_net_once_more_at_most() -> None:
    # D for φ and for the weights, Q once, G for the generated x and for both reconstructions.
    assert sorted(calls(PROGRAMS["aavae"])) == ["D", "D", "G", "G", "Q"]
    assert len(calls(PROGRAMS["aavae"], bound=("D", "G", "Q"))) == 9


def test_densities_of_both_halves_are_one() -> None:
    program = plan(schematic.parse(PROGRAMS["aavae"]).objective)
    summands = program.sections[-1].summands
    assert [summand.coefficient for summand in summands] == [1.0, 1.0]


def test_domains_go_together_and_the_labelled_one_is_taken_out() -> None:
    program = plan(schematic.parse(PROGRAMS["ada"]).objective)
    (split,) = [op for op in program.shared if isinstance(op, Split)]
    assert split.names == ("x_source", "_")
    assert split.lengths == ("z_source", "z_target")
    assert not any(isinstance(op, Stack) for op in program.shared)


def test_a_call_that_waits_for_another_does_not_join_it() -> None:
    # F(a) and F(G(b)) could go together, and so could G(b) and G(F(a)), but not both pairs.
    found = calls(PROGRAMS["cyclegan"])
    assert min(found.count("F"), found.count("G")) >= 2


@pytest.mark.parametrize("name", PROGRAMS)
def test_stacking_twice_changes_nothing(name: str) -> None:
    once = stack(plain(spec(name)))
    assert stack(once) == once


def shared(*ops: Op) -> Program:
    """The GAN's program with other shared operations alone."""
    empty = [Section(s.player, (), (), ()) for s in plain(spec("gan")).sections]
    return replace(plain(spec("gan")), shared=ops, sections=tuple(empty))


def call(name: str, value: str) -> Evaluate:
    return Evaluate((name,), "G", (Use(value),), 1)


X = Fetch("x", "x", None, False)


def test_two_batches_go_through_a_net_together() -> None:
    made = stack(shared(X, Fetch("y", "x", "source", False), call("a", "x"), call("b", "y")))
    (both,) = of_kind(made.shared, Evaluate)
    assert both.inputs == (Stacked((Use("x"), Use("y"))),)
    assert of_kind(made.shared, Split) == []  # nobody needs a part


@pytest.mark.parametrize("second, lengths", [("x", ()), ("y", ("x", "y"))])
def test_parts_that_are_read_alone_are_split_off(second: str, lengths: tuple[str, ...]) -> None:
    ops = (X, Fetch("y", "x", "source", False), call("a", "x"), call("b", second))
    reader = Evaluate(("c",), "D", (Use("b", copies=2),), 1)
    made = stack(shared(*ops, reader))
    (split,) = of_kind(made.shared, Split)
    assert (split.names, split.lengths) == (("_", "b"), lengths)
    assert list(faults_of(made)) == []


def test_equal_parts_of_anything_are_as_long() -> None:
    halves = Split(("l", "r"), "x", ())
    reader = Evaluate(("c",), "D", (Use("b", copies=2),), 1)
    made = stack(shared(X, halves, call("a", "l"), call("b", "r"), reader))
    assert of_kind(made.shared, Split)[-1].lengths == ()


def test_lengths_that_are_equal_are_not_written_out() -> None:
    halves = Split(("l", "_"), "x", ("x", "x"))
    made = stack(shared(X, halves, Evaluate(("c",), "D", (Use("l"),), 1)))
    assert of_kind(made.shared, Split) == [replace(halves, lengths=())]


def test_a_mean_of_a_number_has_no_length_to_share() -> None:
    number = Mean("m", "torch.sigmoid", (1.0,))
    assert stack(shared(X, number)).shared == (X, number)


def test_partial_noise_is_refused() -> None:
    _, batch, noise = make("aavae", 0)
    spec = schematic.parse(PROGRAMS["aavae"])
    model: Any = schematic.compile(spec, shapes=shapes_of(spec, batch)).double()
    only = {"z_generated": noise.get("z_generated", noise["z"])}
    with pytest.raises(schematic.SchematicError, match="`z`, `z_generated` are drawn together"):
        model.losses(batch, only)
