"""Every kind of term on paper: its name, at its draws, and how it is estimated."""

from __future__ import annotations

import pytest

from schematic.expressions import text
from schematic.objective.printing.kinds import PRINTING, printing_of
from schematic.objective.printing.labels import at_draws, estimator_of, label_of
from schematic.objective.printing.symbols import print_latex, print_text
from schematic.objective.terms import Objective, Term
from tests.model.programs import PROGRAMS
from tests.objective.specs import DATA, PRIOR, player_of


def terms(program: str, player: str) -> list[tuple[Objective, Term]]:
    objective, found = player_of(PROGRAMS.get(program, program), player)
    return [(objective, term) for term in (*found.terms, *found.constants)]


@pytest.mark.parametrize(
    ("program", "player", "rows"),
    [
        ("vae", "theta,eta", [
            ("log p(x|z)", "log p(x|z)", "reparameterised, 1 sample"),
            ("KL(q(z|x) ‖ p(z))", "KL(q(z|x) ‖ p(z))", "closed form"),
        ]),
        ("hvae", "theta,eta", [
            ("log p(x|h)", "log p(x|h)", "reparameterised, 1 sample"),
            ("KL(q(h|x) ‖ p(h|z))", "KL(q(h|x) ‖ p(h|z))", "sampled log-ratio"),
            ("KL(q(z|h) ‖ p(z))", "KL(q(z|h) ‖ p(z))", "closed form"),
        ]),
        ("gan", "phi", [
            ("log q(y|x)", "log q(y=real|x)", "adversarial, log loss on logits"),
            ("log q(y|x)", "log q(y=fake|x_fake)", "adversarial, log loss on logits"),
        ]),
        ("gan", "theta", [
            ("log qʳ(y|x)", "log qʳ(y=fake|x_fake)", "adversarial, log loss on logits"),
            ("log qʳ(y|x)", "log qʳ(y=real|x)", "adversarial, log loss on logits"),
        ]),
        ("wgan_gp", "phi", [
            ("wasserstein(D(x))", "wasserstein −D(x)", "adversarial, wasserstein loss on logits"),
            ("wasserstein(D(x))", "wasserstein D(x_fake)",
             "adversarial, wasserstein loss on logits"),
            ("(‖∇D(x)‖ − 1)²", "(‖∇D(x)‖ − 1)²", "slope at points between real and fake"),
        ]),
        ("wgan_gp", "theta", [
            ("wassersteinʳ(D(x))", "wasserstein −D(x_fake)",
             "adversarial, wasserstein loss on logits"),
            ("wassersteinʳ(D(x))", "wasserstein D(x)", "adversarial, wasserstein loss on logits"),
        ]),
        ("lsgan", "theta", [
            ("squaresʳ(D(x))", "squares (D(x_fake) − 1)²", "adversarial, squares loss on logits"),
            ("squaresʳ(D(x))", "squares D(x)²", "adversarial, squares loss on logits"),
        ]),
        ("ae", "theta,eta", [("log p(x|z)", "log p(x|z)", "exact at a deterministic map")]),
        ("flow_prior", "theta,eta", [
            ("log p(x|z)", "log p(x|z)", "reparameterised, 1 sample"),
            ("log p(e)", "log p(e)", "exact at a deterministic map"),
            ("log|det ∂e/∂z|", "log|det ∂e/∂z|", "exact, from the layers of the net"),
            ("−log q(z|x)", "−log q(z|x)", "at the draw"),
        ]),
        ("helmholtz1", "lambda", [
            ("log q(h|x)", "log q(h_sleep|x_sleep)", "at samples without gradient"),
            ("log p(x)", "log p(x_sleep)", "at samples without gradient"),
        ]),
    ],
)  # fmt: skip
def test_names(program: str, player: str, rows: list[tuple[str, str, str]]) -> None:
    found = [
        (label_of(o, term.body), at_draws(o, term), estimator_of(o, term))
        for o, term in terms(program, player)
    ]
    assert found[: len(rows)] == rows


def test_data_are_exact_and_samples_are_counted() -> None:
    text_ = "visible u : real[2] ~ data\nvisible v : real[2] ~ data\nu -> v ~ Normal(F[θ], 1)\n"
    ((objective, term),) = terms(text_, "theta")
    assert estimator_of(objective, term) == "exact at the data"
    several = DATA + PRIOR + "z -> x ~ Normal(G[θ], 1)\nx ..> z ~ E[η] {samples = 5}\n"
    objective, term = terms(several, "theta,eta")[0]
    assert estimator_of(objective, term) == "reparameterised, 5 samples"
    two = several.replace("samples = 5", "samples = 2")
    assert estimator_of(*terms(two, "theta,eta")[0]).endswith("2 samples")


@pytest.mark.parametrize(
    ("program", "player", "gains", "costs"),
    [
        ("wgan_gp", "phi", ["D(x)", "−D(x)", "−(‖∇D(x)‖ − 1)²"],
         ["−D(x)", "D(x_fake)", "(‖∇D(x)‖ − 1)²"]),
        ("lsgan", "phi", ["−(D(x) − 1)²", "−D(x)²"], ["(D(x) − 1)²", "D(x_fake)²"]),
        ("gan", "theta", ["log qʳ_φ(y=0|x)", "log qʳ_φ(y=1|x)"],
         ["softplus(−D(x_fake))", "softplus(D(x))"]),
        ("vae", "theta,eta", ["log p_θ(x|z)", "−KL( q_η(z|x) ‖ p(z) )"],
         ["−log p(x|z)", "KL(q(z|x) ‖ p(z))"]),
        ("iaf", "theta,eta",
         ["log p_θ(x|z)", "log p(z)", "log|det ∂z/∂u|", "−log q_η(u|x)"],
         ["−log p(x|z)", "−log p(z)", "−log|det ∂z/∂u|", "log q(u|x)"]),
    ],
)  # fmt: skip
def test_what_is_gained_at_nodes_is_paid_at_draws(
    program: str, player: str, gains: list[str], costs: list[str]
) -> None:
    found = [(o, term.body, printing_of(term.body)) for o, term in terms(program, player)]
    assert [print_text(printing.gain(o, body)) for o, body, printing in found] == gains
    assert [text(printing.loss(o, body)) for o, body, printing in found] == costs


def test_a_slope_in_latex() -> None:
    objective, term = terms("wgan_gp", "phi")[2]
    gain = printing_of(term.body).gain(objective, term.body)
    assert print_latex(gain) == r"-(\lVert \nabla D(\hat{x}) \rVert - 1)^2"


def test_a_volume_in_latex() -> None:
    objective, term = terms("flow", "theta")[1]
    gain = printing_of(term.body).gain(objective, term.body)
    assert print_latex(gain) == r"\log \Bigl| \det \tfrac{\partial z}{\partial x} \Bigr|"


def test_every_kind_has_a_printer() -> None:
    assert {module: type(PRINTING.module(module)).__name__ for module in PRINTING.modules} == {
        "contrast": "_Contrast",
        "denoising": "_Denoising",
        "discrepancy": "_Discrepancy",
        "divergence": "_Divergence",
        "entropy": "_Entropy",
        "feature_density": "_FeatureDensity",
        "importance_bound": "_ImportanceBound",
        "log_density": "_LogDensity",
        "mixture": "_Mixture",
        "penalty": "_Penalty",
        "posterior": "_Posterior",
        "reweighted": "_Reweighted",
        "verdict": "_Verdict",
        "volume": "_Volume",
    }
