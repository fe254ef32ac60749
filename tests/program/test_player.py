"""One player's terms as operations, and what files of kinds and of estimators build with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from schematic.objective.rule import derive
from schematic.objective.terms import Draw, Player
from schematic.program import player as module
from schematic.program.estimators import ESTIMATIONS, Estimation, estimation_of
from schematic.program.ops import Call, Evaluate, Form, Reduction, Summand, Use, Weigh
from schematic.program.player import Cost, PlayerPlan
from schematic.program.shared import SharedPlan
from tests.objective.specs import GAN, spec, unchecked
from tests.program.specs import of_kind, plain


def plans(name: str) -> dict[str, PlayerPlan]:
    objective = derive(spec(name))
    shared = SharedPlan.of(objective, frozenset())
    return {player.name: PlayerPlan(shared, player) for player in objective.players}


def test_a_section_takes_what_it_reads() -> None:
    phi, theta = (plan.section() for plan in plans("gan").values())
    assert phi.takes == ("x", "x_fake")
    assert theta.takes == ("x_fake",)
    assert [summand.coefficient for summand in phi.summands] == [0.5, 0.5]


def test_a_discriminator_cuts_what_others_made() -> None:
    phi, theta = (plan.section() for plan in plans("gan").values())
    inputs = {call.inputs for call in of_kind(phi.ops, Evaluate)}
    assert inputs == {(Use("x"),), (Use("x_fake", detached=True),)}
    (call,) = of_kind(theta.ops, Evaluate)
    assert (call.inputs, call.freeze) == ((Use("x_fake"),), ("D",))


def test_what_has_no_gradient_anyway_is_not_cut() -> None:
    phi = plans("aavae")["phi"].section()
    inputs = {call.inputs for call in of_kind(phi.ops, Evaluate)}
    assert Use("x_generated") in {use for each in inputs for use in each}


def test_a_weight_is_computed_once_for_all_it_weighs() -> None:
    section = plans("aavae")["theta,eta"].section()
    weights = of_kind(section.ops, Weigh)
    assert [op.name for op in weights] == ["weight_x", "weight_x_generated"]
    used = [summand.weight.name for summand in section.summands if summand.weight]
    assert used == ["weight_x"] * 2 + ["weight_x_generated"] * 2


def test_samples_repeat_weights_and_data() -> None:
    text = GAN.partition("z ..|>")[0] + "z -> x ~ Normal(G[θ], 1)\nx ..!> y ~ D[φ]\n"
    program = plain(unchecked(text + "x ..> z ~ E[η] {samples = 3}\n"))
    first, *_ = program.sections[-1].summands
    assert first.weight == Use("weight_x", copies=3)


def test_scales_signs_and_shares_make_a_coefficient() -> None:
    plan = plans("hvae_weights")["theta,eta"]
    assert [s.coefficient for s in plan.section().summands] == [2.0, 4.0, 1.5]
    sampled = plans("hvae")["theta,eta"].section()
    assert [s.coefficient for s in sampled.summands] == [1.0, 1.0, -1.0, 1.0]


def test_a_value_of_the_whole_batch_is_a_summand_as_it_is() -> None:
    plan = plans("vae")["theta,eta"]
    term = replace(plan.player.terms[1], scale=3.0)
    value = plan.call("both", "normal_kl", (Use("z"),), form=Form.SCALAR)
    plan.pay_scalar(term, value, sign=-1)
    (cost,) = plan.costs
    assert (cost.value, cost.copies) == ("both", 1)
    assert cost.summand == Summand("KL(q(z|x) ‖ p(z))", -3.0, "both", None, Reduction.NONE)


def test_a_value_of_the_whole_batch_is_paid_with_its_sign() -> None:
    plan = plans("vae")["theta,eta"]
    plan.pay_scalar(plan.player.terms[1], "x")
    assert [cost.summand.coefficient for cost in plan.costs] == [1.0]
    assert plan.copies(()) == 1


def test_what_a_term_would_cost_is_not_paid() -> None:
    plan = plans("hvae")["theta,eta"]
    kl = plan.player.terms[1]
    costs = plan.costs_of(kl)
    assert [(cost.value, cost.summand.coefficient) for cost in costs] == [
        ("nll_h", 1.0), ("nll_q_h", -1.0),
    ]  # fmt: skip
    assert plan.costs == []
    assert {op.name for op in of_kind(plan.ops, Call)} == {"nll_h", "nll_q_h"}


def test_names_are_free_of_shared_values() -> None:
    plan = plans("vae")["theta,eta"]
    assert plan.call("x", "kernel", ()) == "x_2"
    assert plan.call("x", "kernel", (), options=[("y", 1)]) == "x_3"
    assert [(op.name, op.options) for op in plan.ops] == [("x_2", ()), ("x_3", (("y", 1),))]  # type: ignore[union-attr]


class Noted(Estimation):
    """An estimator that notes what it is told, and pays once more."""

    def __init__(self) -> None:
        self.told: list[tuple[str, list[str]]] = []

    def finish(self, player: PlayerPlan, draw: Draw, costs: Sequence[Cost]) -> None:
        self.told.append((draw.name, [cost.value for cost in costs]))
        player.extra.append(replace(costs[0].summand, label="more"))


def test_an_estimator_by_value_is_told_every_cost_that_depends_on_its_draw(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noted = Noted()
    monkeypatch.setattr(module, "estimation_of", lambda estimator: noted)
    objective = derive(spec("vae"))
    (player,) = objective.players
    density, kl = player.terms
    by_value: Player = replace(player, terms=(replace(density, by_value=("z",)), kl))
    section = PlayerPlan(SharedPlan.of(objective, frozenset()), by_value).section()
    assert noted.told == [("z", ["nll_x"])]
    assert [summand.label for summand in section.summands] == [
        "−log p(x|z)", "KL(q(z|x) ‖ p(z))", "more",
    ]  # fmt: skip


def test_an_estimation_by_name() -> None:
    assert estimation_of("detached") is ESTIMATIONS["detached"]
    assert type(estimation_of("")) is Estimation
