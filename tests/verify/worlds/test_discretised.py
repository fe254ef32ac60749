"""The families as they are, at finitely many values of noise."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from schematic.families import Kind
from schematic.graph import Node
from schematic.graph.shares import Share, Shares
from schematic.verify.oracles import MissingOracleError
from schematic.verify.paper.formulas import formulas
from schematic.verify.worlds.discretised import Discretised, data_oracle, elements, support
from schematic.verify.worlds.family_oracle import FAMILY_ORACLES
from schematic.verify.worlds.smooth_nets import smooth_modules
from tests.objective.specs import arrow, spec, unchecked

CODES = """
visible x : real[2] ~ data
latent h : {kind} ~ {law}
h -> x ~ Normal(G[θ], 1)
x ..> h ~ R[η]
"""


@pytest.mark.parametrize(
    ("kind", "law"), [("binary[2]", "Bernoulli(0.3)"), ("cat[3]", "Categorical")]
)
def test_a_closed_kl_of_a_discrete_code_is_a_sum_over_its_values(kind: str, law: str) -> None:
    """On a lattice the draw takes few values, but its KL is averaged over all of them."""
    schematic = unchecked(CODES.format(kind=kind, law=law))
    modules = smooth_modules(schematic, 3)
    world = Discretised(schematic, modules, 4, whole={"h"})
    plain = Discretised(schematic, modules, 4)
    dashed, node = arrow(schematic, "x ..> h"), schematic.nodes["h"]
    x = world.data[None]["x"]
    values = support(dashed.law, node)
    assert values is not None
    kl = torch.zeros((), dtype=torch.float64)
    for value in values:
        each = value.expand(len(x), -1)
        q = world.score(dashed, each, [x])
        kl = kl + (q.exp() * (q - world.score(node, each, []))).mean()
    (whole,), (sampled,) = formulas(world), formulas(plain)
    density = _reconstruction(plain)
    torch.testing.assert_close(whole.value, density - kl)
    assert abs(whole.value.item() - sampled.value.item()) > 1e-4


def _reconstruction(world: Discretised) -> torch.Tensor:
    """The expectation of log p(x|h) alone, over the atoms of the lattice."""
    free, inferring = Shares((Share("nothing"),)), arrow(world.schematic, "x ..> h")
    match = replace(inferring, attributes=replace(inferring.attributes, match=free))
    parts = type(world.schematic.parts).of(
        world.schematic.nodes.values(), [arrow(world.schematic, "h -> x"), match]
    )
    (found,) = formulas(Discretised(replace(world.schematic, parts=parts), world.modules, 4))
    return found.value


def test_a_type_without_data_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    node: Node = spec("vae").nodes["x"]
    assert data_oracle(node) is FAMILY_ORACLES["Bernoulli"].data
    silent = replace(FAMILY_ORACLES["Bernoulli"], data=None)
    monkeypatch.setitem(FAMILY_ORACLES._found, "bernoulli", silent)
    monkeypatch.setattr(FAMILY_ORACLES, "_named", {})
    with pytest.raises(MissingOracleError, match="no oracle for data of type unit"):
        data_oracle(node)


def test_elements_of_a_draw() -> None:
    schematic = unchecked("visible x : real[2, 3] ~ data\nvisible c : cat[5] ~ data\n")
    assert elements(schematic.nodes["x"]) == 6
    assert elements(schematic.nodes["c"]) == 1
    assert schematic.nodes["c"].space.kind is Kind.CAT


def test_a_net_without_parameters_can_be_told() -> None:
    """The identity has nothing to learn; a trace shows what depends on it."""
    text = "visible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
    schematic = unchecked(text + "z -> x ~ Normal(F[θ], 1)\nx ..> z ~ E[η]\n")
    modules = {**smooth_modules(schematic, 0), "F": torch.nn.Identity()}
    world = Discretised(schematic, modules, 0)
    assert world.parameters(["theta"]) == []
    (trace,) = world.handles(["theta"])
    (formula,) = formulas(world)
    (slope,) = torch.autograd.grad(formula.value, [trace], retain_graph=True)
    assert slope.abs().item() > 0
    assert len(world.handles(["eta"])) == len(world.parameters(["eta"])) > 0
