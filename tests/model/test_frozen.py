"""`T[frozen]`: a net that no player trains and no optimizer has, and that is kept all the same."""

from __future__ import annotations

from typing import Any

import pytest
import torch

import schematic
from schematic.diagnostics import SchematicError, Source
from schematic.graph.spec_text import write_schematic
from schematic.rewrites.sameness.canonical_form import canonical_form
from schematic.syntax.format import format_source
from tests.model.fast_pair import as_traced, follow, is_compiled, pair

FEATURES = """
visible   x : real[4] ~ data
latent    z : real[2] ~ Normal(0, 1)
latent    f : real[3]
indicator y : {fake, real}

z ..|> x = G[θ]
x -!>  y ~ D[φ]
x ..|> f = T[frozen]
f ->   z ~ Q[η]

net T = mlp(8)
net Q = mlp(8)
"""
ON_TRUNK = """
visible x : real[4] ~ data
visible t : real[2] ~ data
latent  u : real[3]

x ..|> u = T[frozen]
u ->   x ~ Normal(G[η], 1)
x ->   t ~ Normal(Q[η], 1)

net T = mlp(8)
net Q = linear on T
"""
BATCH = {"x": torch.linspace(-2, 2, 24).reshape(6, 4)}


def compiled(text: str = FEATURES, **options: Any) -> Any:
    return schematic.compile(schematic.parse(text), seed=3, **options)


def test_a_frozen_net_stays_and_the_others_move() -> None:
    model = compiled()
    optimizers = model.optimizers(lr=1e-2)
    before = {name: value.clone() for name, value in model.state_dict().items()}
    for _ in range(3):
        model.step(BATCH, optimizers)
    moved = {n.split(".")[0] for n, v in model.state_dict().items() if not v.equal(before[n])}
    assert moved == {"G", "D", "Q"}


def test_no_player_and_no_optimizer_has_it_and_the_state_dict_does() -> None:
    model = compiled()
    assert all("T" not in nets for nets in model.nets.values())
    held = {id(p) for o in model.optimizers().values() for g in o.param_groups for p in g["params"]}
    assert not held & {id(p) for p in model.T.parameters()}
    assert not any(p.requires_grad for p in model.T.parameters())
    assert {name for name in model.state_dict() if name.startswith("T.")}


def test_a_pretrained_module_is_bound_and_frozen() -> None:
    pretrained = torch.nn.Linear(4, 3)
    model = compiled(nets={"T": pretrained})
    losses = model.losses(BATCH, noise={"z": torch.ones(6, 2)})
    losses["theta,eta"].backward()
    assert all(p.grad is None for p in pretrained.parameters())
    assert all(p.grad is not None for p in model.G.parameters())
    assert "T.weight" in model.state_dict()


def test_a_net_learns_on_a_frozen_trunk() -> None:
    model = compiled(ON_TRUNK)
    model.losses({**BATCH, "t": torch.ones(6, 2)})["eta"].backward()
    assert all(p.grad is None for p in model.T.parameters())
    assert all(p.grad is not None for p in model.Q.parameters())


@pytest.mark.parametrize(("text", "more"), [(FEATURES, ()), (ON_TRUNK, ("t",))])
def test_a_compiled_step_leaves_it(text: str, more: tuple[str, ...]) -> None:
    fast, eager = pair(schematic.parse(text), as_traced)
    before = [p.clone() for p in fast.T.parameters()]
    batch = {name: torch.ones(6, 2, dtype=torch.float64) for name in more}
    follow(fast, eager, [{"x": BATCH["x"].double(), **batch}] * 4, 1e-10)
    assert is_compiled(fast) == [True]
    assert all(p.equal(q) for p, q in zip(fast.T.parameters(), before, strict=True))


def test_the_written_spec_says_the_same() -> None:
    spec = schematic.parse(FEATURES)
    assert schematic.parse(write_schematic(spec)) == spec
    assert "T[frozen]" in write_schematic(spec)


@pytest.mark.parametrize("value", ["S", "S[frozen]", "scale(0.9)[frozen]"])
def test_a_fixed_map_is_part_of_the_model(value: str) -> None:
    text = "visible x : real[3] ~ data\nlatent u : real[3]\n"
    text += f"x ..> u ~ Normal({value}, 0.3)\nu -> x ~ Normal(G[θ], 1)\nnet S = scale(0.9)\n"
    same = text.replace("S", "R").replace("u", "v")
    other = text.replace("0.9", "0.8")
    forms = [canonical_form(schematic.parse(each)) for each in (text, same, other)]
    assert forms[0] == forms[1] != forms[2]


def test_a_frozen_group_is_another_schematic() -> None:
    trained = schematic.parse(FEATURES.replace("frozen", "η"))
    assert canonical_form(trained) != canonical_form(schematic.parse(FEATURES))


def test_frozen_is_reserved() -> None:
    with pytest.raises(SchematicError):
        schematic.parse("visible frozen : real[3] ~ data\n")


WHERE_IT_IS_USED = """
visible x : real[3] ~ data
latent  u : real[3]
latent  v : real[3]

x ..>  u ~ Normal(scale(0.9)[frozen], 0.3)
u ..|> v = scale(2)[frozen]
v ->   x ~ Normal(scale_1[θ], 1)
"""


def test_a_fixed_map_may_stand_where_it_is_used() -> None:
    spec = schematic.parse(WHERE_IT_IS_USED)
    assert {name: net.numbers for name, net in spec.nets.items()} == {
        "scale_2": (0.9,),
        "scale_3": (2,),
    }
    model = schematic.compile(spec)
    noise = {"u": torch.ones(2, 3)}
    found = model.draw({"x": torch.ones(2, 3)}, noise)["v"]
    torch.testing.assert_close(found, torch.full((2, 3), 2.4))
    assert format_source(Source.of("spec", WHERE_IT_IS_USED[1:])) == WHERE_IT_IS_USED[1:]
    assert schematic.parse(write_schematic(spec)) == spec


@pytest.mark.parametrize(
    ("value", "code"),
    [("scale()[frozen]", "SGM505"), ("scales(2)[frozen]", "SGM204"), ("scale(2)[θ]", "SGM101")],
)
def test_a_fixed_map_is_checked_where_it_stands(value: str, code: str) -> None:
    with pytest.raises(SchematicError) as caught:
        schematic.parse(WHERE_IT_IS_USED.replace("scale(2)[frozen]", value))
    assert code in {finding.code for finding in caught.value.diagnostics}
