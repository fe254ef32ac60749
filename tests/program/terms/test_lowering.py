"""Each kind of term as operations: which kernel, of which arguments, and what it adds."""

from __future__ import annotations

import pytest

from schematic.program.ops import Call, Evaluate, Price, Section, Slope, Use
from tests.objective.specs import DATA, GAN, LABEL, PRIOR, spec, unchecked
from tests.program.specs import of_kind, plain


def last(text: str) -> Section:
    return plain(unchecked(text)).sections[-1]


VAE = DATA + PRIOR + "z -> x ~ Normal(G[θ], 1)\nx ..> z ~ E[η]\n"


def test_a_log_density_evaluates_the_net_and_scores_the_draw() -> None:
    section = last(VAE)
    (call,) = of_kind(section.ops, Evaluate)
    assert (call.names, call.inputs) == (("x_loc",), (Use("z"),))
    density = of_kind(section.ops, Call)[0]
    assert (density.kernel, density.arguments) == (
        "normal_nll_at",
        (Use("x"), Use("x_loc"), 1.0),
    )


@pytest.mark.parametrize(
    ("prior", "encoder", "kernel", "arguments"),
    [
        ("Normal(0, 1)", "E[η]", "normal_kl", (Use("z_loc"), Use("z_log_var"))),
        ("Normal(1, 2)", "E[η]", "normal_kl_at", (Use("z_loc"), Use("z_log_var"), 1.0, 2.0)),
        ("Normal(0, 1)", "Normal(E[η], 3)", "normal_kl_scale", (Use("z_loc"), 3.0, 0.0, 1.0)),
    ],
)
def test_a_closed_form_reads_the_parameters_of_the_draw(
    prior: str, encoder: str, kernel: str, arguments: tuple[object, ...]
) -> None:
    section = last(VAE.replace("Normal(0, 1)", prior).replace("E[η]", encoder))
    kl = of_kind(section.ops, Call)[-1]
    assert (kl.kernel, kl.arguments) == (kernel, arguments)


def test_a_closed_form_to_a_conditional_prior_evaluates_it() -> None:
    text = VAE.replace(" ~ Normal(0, 1)", "") + "visible c : cat[2] ~ data\nc -> z ~ P[θ]\n"
    section = last(text)
    kl = of_kind(section.ops, Call)[-1]
    assert kl.kernel == "normal_kl_between"
    assert [use.name for use in kl.arguments if isinstance(use, Use)] == [
        "z_loc", "z_log_var", "z_loc_2", "z_log_var_2",
    ]  # fmt: skip


def test_a_sampled_kl_is_two_densities_of_opposite_sign() -> None:
    section = last(VAE.replace("z : real[2] ~ Normal", "z : real[2] ~ Laplace"))
    calls = {op.name: op.kernel for op in of_kind(section.ops, Call)}
    pays = {s.value: s.coefficient for s in section.summands if s.label.startswith("KL")}
    assert {calls[value]: sign for value, sign in pays.items()} == {
        "laplace_nll_at": 1.0,
        "normal_nll": -1.0,
    }


def test_a_verdict_prices_a_logit() -> None:
    phi, theta = plain(unchecked(GAN.replace("D[φ]", "D[φ] {loss = hinge}"))).sections
    assert [(op.logit, op.says_real) for op in of_kind(phi.ops, Price)] == [
        ("d_x", True),
        ("d_x_fake", False),
    ]
    (price,) = of_kind(theta.ops, Price)
    assert (price.price, price.says_real) == ("hinge", True)


def test_a_penalty_takes_the_slope_between_its_ends() -> None:
    phi = plain(spec("wgan_gp")).sections[0]
    (slope,) = of_kind(phi.ops, Slope)
    assert (slope.net, slope.real, slope.fake) == (
        "D",
        (Use("x"),),
        (Use("x_fake", detached=True),),
    )
    assert (slope.mix, slope.classes) == (Use("y_mix"), (0,))
    assert phi.summands[-1].coefficient == 5


def test_classes_are_spelled_out_within_the_call_of_a_slope() -> None:
    text = "visible c : cat[3] ~ data\n" + DATA + PRIOR + LABEL + "z, c ..|> x = G[θ]\n"
    text += "x, c -!> y ~ D[φ] {loss = wasserstein, penalty = 10}\n"
    (slope,) = of_kind(plain(unchecked(text)).sections[0].ops, Slope)
    assert slope.classes == (0, 3)
    assert [use.classes for use in (*slope.real, *slope.fake)] == [0, 0, 0, 0]


def test_a_class_on_one_side_and_a_row_on_the_other_stay_as_they_are() -> None:
    text = "visible c : cat[3] ~ data\n" + PRIOR + LABEL + "z ..|> c = G[θ]\n"
    text += "c -!> y ~ D[φ] {loss = wasserstein, penalty = 10}\n"
    (slope,) = of_kind(plain(unchecked(text)).sections[0].ops, Slope)
    assert slope.classes == (0,)
    assert (slope.real[0].classes, slope.fake[0].classes) == (3, 0)
