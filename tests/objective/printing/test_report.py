"""What `sgm derive` says, as data."""

from __future__ import annotations

import pytest

from schematic.families import Ability
from schematic.objective import estimator
from schematic.objective.estimator import GradientEstimator
from schematic.objective.printing.objective_report import PlayerReport, Report, make_report
from schematic.objective.rule import derive
from tests.objective.specs import VAE, objective_of, spec, unchecked


def report(name: str) -> Report:
    return make_report(derive(spec(name)))


def player(name: str, which: str) -> PlayerReport:
    return next(p for p in report(name).players if p.name == which)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("vae", "Dashed arrows are inference, and are sampled along"),
        ("gan", "so x plays the latent variable and z a visible one: making x from z"),
        ("cgan", "so x and c play the latent variables and z a visible one: making x from z"),
        ("ali", "so x and z play the latent variables, and judging x and z is generation of their"),
        ("aavae", "how real x looks is a weight, and x stays visible"),
        ("aacvae", "how real x and c look is a weight, and x and c stay visible"),
        ("infogan_code", "and z and c visible ones: making x from z and c"),
    ],
)
def test_the_reading_is_a_sentence(name: str, words: str) -> None:
    assert words in report(name).reading


@pytest.mark.parametrize(
    ("name", "draw", "row"),
    [
        ("gan", "x", ("~ data", "a data node")),
        ("gan", "z", ("~ Normal(0, 1)", "the prior of z")),
        ("gan", "x_fake", ("= G_θ(z)", "inferred")),
        ("vae", "z", ("~ Normal(E_η(x))", "inferred")),
        ("ada", "z_source", ("~ data, y = source", "a data node")),
        ("ada", "t", ("~ data", "a data node")),
        ("aavae", "x_generated", ("= G_θ(z_prior)", "generated, without gradient")),
        ("helmholtz1", "h", ("~ Bernoulli(R_λ(x))", "wake, without gradient")),
        ("helmholtz1", "x_sleep", ("~ Bernoulli(G_θ(h_sleep))", "sleep, without gradient")),
    ],
)
def test_rows_of_draws(name: str, draw: str, row: tuple[str, str]) -> None:
    rows = {name: (law, origin) for name, law, origin in report(name).draws}
    assert rows[draw] == row


def test_where_a_gradient_goes() -> None:
    terms = {t.at: t.reaches for t in player("hvae", "theta,eta").terms}
    assert terms["log p(x|h)"] == "G1, E1 through h"
    assert player("gan", "theta").terms[0].reaches == "G through x_fake"
    assert player("gan", "phi").terms[0].reaches == "D"


def test_what_moves_by_a_value_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    score = GradientEstimator("reparameterise", Ability.SAMPLE, False, True, "score")
    monkeypatch.setattr(estimator, "ESTIMATORS", {"reparameterise": score})
    (found,) = make_report(derive(unchecked(VAE))).players
    assert [term.reaches for term in found.terms] == ["G, E by its value at z", "E"]


def test_where_a_gradient_is_stopped() -> None:
    assert player("gan", "phi").cuts == ("x_fake is detached",)
    assert player("gan", "theta").cuts == ("D is frozen: it passes the gradient on and keeps none",)
    assert player("aavae", "phi").cuts == ("x_generated is sampled without gradient",)
    assert player("aavae", "theta,eta").cuts[1:] == (
        "the weight σ(D(x)) carries no gradient",
        "the weight σ(D(x_generated)) carries no gradient",
    )
    assert player("vae", "theta,eta").cuts == ()


def test_constants_say_why() -> None:
    assert player("gan", "theta").constants == (
        ("log qʳ(y=real|x)", "free of the player's parameters"),
    )


def test_the_name_and_the_title_are_the_models() -> None:
    text = 'model Mine "Somebody et al., 2020"\nvisible x : real[2] ~ data\nlatent z : real[2]\n'
    found = make_report(objective_of(text + "x ..|> z = E[η]\nz -> x ~ G[θ]\n"))
    assert (found.name, found.title) == ("Mine", "Somebody et al., 2020")
    assert report("vae").title is None
