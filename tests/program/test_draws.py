"""The operations that make a draw."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schematic.objective.rule import derive
from schematic.program.draws import DrawPlan, noise_names, reference_of
from schematic.program.ops import LIKE, NUMBER, Evaluate, Fetch, Mean, Op, Prior, Sample, Use
from schematic.program.written_names import Namer
from tests.objective.specs import DATA, GAN, PRIOR, objective_of, spec, unchecked
from tests.program.specs import of_kind, plain


def shared(text: str) -> tuple[Op, ...]:
    return plain(unchecked(text)).shared


def test_data_are_fetched_by_node_and_label() -> None:
    fetched = of_kind(plain(spec("ada")).shared, Fetch)
    assert [(op.name, op.node, op.label) for op in fetched] == [
        ("z_source", "z", "source"),
        ("t", "t", None),
        ("z_target", "z", "target"),
    ]


def test_bits_are_thresholded() -> None:
    assert of_kind(plain(spec("helmholtz1")).shared, Fetch)[0].threshold
    assert not of_kind(plain(spec("vae")).shared, Fetch)[0].threshold


def test_a_prior_is_as_long_as_the_data_and_of_their_type() -> None:
    (prior,) = of_kind(shared(GAN), Prior)
    assert (prior.kernel, prior.shape, prior.numbers) == ("normal_prior", (2,), (0.0, 1.0))
    assert (prior.length, prior.like, prior.noise) == ("x", "x", ("z",))


def test_classes_have_a_type_of_their_own() -> None:
    text = "visible c : cat[3] ~ data\n" + PRIOR + "indicator y : {fake, real}\n"
    (prior,) = of_kind(shared(text + "z ..|> c = G[θ]\nc -!> y ~ D[φ]\n"), Prior)
    assert (prior.length, prior.like) == ("c", LIKE)


def test_other_data_go_before_classes() -> None:
    schematic = spec("cgan")
    draws = derive(schematic).draws
    assert next(draw.name for draw in draws if draw.is_data) == "c"
    assert reference_of(schematic, draws) == ("x", "x")
    assert reference_of(schematic, [d for d in draws if not d.is_data]) == (NUMBER, LIKE)


def test_a_uniform_class_needs_their_number() -> None:
    priors = of_kind(plain(spec("infogan_code")).shared, Prior)
    assert {op.name: op.numbers for op in priors}["c"] == (3,)


def test_a_mean_has_the_kernel_of_its_family() -> None:
    unit = GAN.replace("x : real[2]", "x : unit[2]")
    (mean,) = of_kind(shared(unit), Mean)
    assert (mean.kernel, mean.no_grad) == ("torch.sigmoid", False)
    (mean,) = of_kind(shared(GAN), Mean)
    assert mean.kernel is None


def test_a_net_that_hands_its_value_on_has_no_mean() -> None:
    text = GAN.replace("x : real[2]", "x : unit[2]").replace(
        "z : real[2] ~ Normal", "z : unit[2] ~ Uniform"
    )
    (mean,) = of_kind(shared(text + "net G = identity\n"), Mean)
    assert mean.kernel is None
    bound = plain(unchecked(text + "net G = identity\n"), bound=("G",))
    (mean,) = of_kind(bound.shared, Mean)
    assert mean.kernel == "torch.sigmoid"


def test_samples_repeat_the_batch_and_what_reads_them() -> None:
    text = DATA + PRIOR + "latent h : real[2]\nh -> x ~ Normal(G[θ], 1)\nz -> h ~ P[θ]\n"
    text += "x ..> h ~ E[η] {samples = 3}\nh, x ..> z ~ F[η] {samples = 2}\n"
    first, second = of_kind(shared(text), Sample)
    assert (first.samples, second.samples) == (3, 2)
    assert all(isinstance(p, Use) and p.copies == 3 for p in first.parameters)
    call = next(op for op in of_kind(shared(text), Evaluate) if op.net == "F")
    assert call.inputs == (Use("h"), Use("x", copies=3))


def test_what_carries_no_gradient_is_computed_without() -> None:
    ops = plain(spec("aavae")).shared
    generator = next(op for op in of_kind(ops, Evaluate) if op.net == "G")
    assert (generator.no_grad, generator.freeze) == (True, ())
    encoder = [op for op in of_kind(ops, Evaluate) if op.net == "Q"]
    assert [op.no_grad for op in encoder] == [False, False]


def test_a_trunk_of_another_player_is_frozen() -> None:
    text = GAN + "x -> z ~ Q[η]\nnet D = mlp(4)\nnet Q = mlp(4) on D\n"
    section = plain(unchecked(text)).sections[-1]
    read = next(op for op in of_kind(section.ops, Evaluate) if op.net == "Q")
    assert (read.trunk, read.freeze) == ("D", ("D",))
    bound = plain(unchecked(text), bound=("Q",)).sections[-1]
    read = next(op for op in of_kind(bound.ops, Evaluate) if op.net == "Q")
    assert (read.trunk, read.freeze) == (None, ())


def test_classes_are_one_hot_for_our_nets_and_indices_for_others() -> None:
    ours = next(op for op in of_kind(plain(spec("cgan")).shared, Evaluate) if op.net == "G")
    theirs = of_kind(plain(spec("cgan"), bound=("G",)).shared, Evaluate)[0]
    assert ours.inputs == (Use("z"), Use("c", classes=3))
    assert theirs.inputs == (Use("z"), Use("c"))


def test_a_class_as_a_mean_is_a_row_already() -> None:
    text = "visible c : cat[3] ~ data\n" + PRIOR + "indicator y : {fake, real}\n"
    program = plain(unchecked(text + "z ..|> c = G[θ]\nc -!> y ~ D[φ]\n"))
    judged = of_kind(program.sections[0].ops, Evaluate)
    assert [op.inputs[0] for op in judged] == [
        Use("c", classes=3),
        Use("c_fake", detached=True),
    ]


@pytest.mark.parametrize(
    ("name", "draw", "noise"),
    [("aae", "z_prior", ("z_prior", "z")), ("vae", "z", ("z",))],
)
def test_noise_goes_by_the_draw_and_then_by_the_node(
    name: str, draw: str, noise: tuple[str, ...]
) -> None:
    assert noise_names(derive(spec(name)).draw(draw)) == noise


def test_a_given_value_makes_no_operation() -> None:
    from schematic.objective.terms import Origin

    schematic = spec("vae")
    given = replace(derive(schematic).draw("x"), origin=Origin.GIVEN)
    plan = DrawPlan(schematic, frozenset(), {"x": given}, set(), NUMBER, LIKE, Namer(set()))
    plan.make([given])
    assert plan.ops == []
    assert plan.copies == {"x": 1}


def test_draws_come_data_first() -> None:
    objective = objective_of(GAN)
    assert [draw.name for draw in objective.draws] == ["z", "x_fake", "x"]
    assert isinstance(shared(GAN)[0], Fetch)
