"""What all players share."""

from __future__ import annotations

from schematic.objective.rule import derive
from schematic.program.ops import Evaluate, Fetch, Prior
from schematic.program.shared import SharedPlan
from tests.objective.specs import spec
from tests.program.specs import of_kind


def shared(name: str) -> SharedPlan:
    return SharedPlan.of(derive(spec(name)), frozenset())


def test_data_come_first() -> None:
    ops = shared("cgan").draws.ops
    kinds = [isinstance(op, Fetch) for op in ops]
    assert kinds == sorted(kinds, reverse=True)


def test_the_nets_that_draws_train_are_not_frozen() -> None:
    plan = shared("ali")
    assert plan.draws.owned == {"eta", "theta"}
    assert all(op.freeze == () for op in of_kind(plan.draws.ops, Evaluate))


def test_a_penalised_game_has_one_place_between_its_sides() -> None:
    plan = shared("wgan_gp")
    ((game, name),) = plan.mixes.items()
    assert game.red
    mix = of_kind(plan.draws.ops, Prior)[-1]
    assert (mix.name, mix.kernel, mix.shape) == (name, "uniform_prior", ())
    assert (mix.numbers, mix.noise) == ((0.0, 1.0), ("y",))
    assert shared("gan").mixes == {}
