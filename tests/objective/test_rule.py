"""The one rule, on the zoo and on models that the zoo does not hold."""

from __future__ import annotations

import re
import subprocess
import sys
from fractions import Fraction

import pytest

import schematic
from schematic.objective.printing.loss import loss_of
from schematic.objective.rule import derive
from schematic.objective.steps import write_steps
from schematic.objective.terms import Divergence, Objective, Penalty, Verdict
from schematic.resources import zoo
from tests.golden import check_golden
from tests.model.programs import PROGRAMS
from tests.objective.programs import ALL, GOLDEN
from tests.objective.specs import DATA, LABEL, PRIOR, losses, objective_of, unchecked


@pytest.mark.parametrize("name", ALL)
def test_text_and_steps(name: str) -> None:
    objective = named(name)
    check_golden(GOLDEN / f"{name}.txt", f"{objective}\n\n{write_steps(objective)}\n")


def named(name: str) -> Objective:
    return schematic.parse(ALL[name], name=f"{name.removeprefix('zoo-')}.sgm").objective


# Each row of the table of systems: the loss of every player, in one line.
TABLE = {
    "ae": {"theta,eta": "−log p(x|z)"},
    "vae": {"theta,eta": "−log p(x|z) + KL(q(z|x) ‖ p(z))"},
    "gan": {
        "phi": "½ softplus(−D(x)) + ½ softplus(D(x_fake))",
        "theta": "softplus(−D(x_fake))",
    },
    "infogan": {
        "phi": "½ softplus(−D(x)) + ½ softplus(D(x_fake))",
        "theta,eta": "−log q(z|x_fake) + softplus(−D(x_fake))",
    },
    "aae": {
        "phi": "½ softplus(−D(z_prior)) + ½ softplus(D(z))",
        "theta,eta": "−log q(x|z) + softplus(−D(z))",
    },
    "aavae": {
        "phi": "½ softplus(−D(x)) + ½ softplus(D(x_generated))",
        "theta,eta": "−½ σ(D(x)) log p(x|z) + ½ σ(D(x)) KL(q(z|x) ‖ p(z))"
        " − ½ σ(D(x_generated)) log p(x_generated|z_generated)"
        " + ½ σ(D(x_generated)) KL(q(z_generated|x_generated) ‖ p(z_generated))",
    },
    "ada": {
        "phi": "½ softplus(−D(x_source)) + ½ softplus(D(x_target))",
        "theta,omega": "−½ log q(t|x_source) + ½ softplus(D(x_source)) + ½ softplus(−D(x_target))",
    },
    "helmholtz": {
        "theta": "−log p(x|h1) − log p(h1|h2)",
        "lambda": "−log q(h2_sleep|h1_sleep) − log q(h1_sleep|x_sleep)",
    },
}


@pytest.mark.parametrize("name", TABLE)
def test_zoo_derives_its_row(name: str) -> None:
    objective = schematic.load(zoo()[name]).objective
    assert {p.name: loss_of(objective, p) for p in objective.players} == TABLE[name]


@pytest.mark.parametrize("name", ALL)
def test_the_model_name_decides_nothing(name: str) -> None:
    text = re.sub(r"^model .*$", "", ALL[name], flags=re.M)
    renamed = [objective_of(f"model {title}\n{text}") for title in ("GAN", "VAE", "Nobody")]
    bodies = [str(o).split("\n", 1)[1] for o in renamed]
    assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize("name", ALL)
def test_verdicts_weigh_one_in_all(name: str) -> None:
    """Each player's verdicts on one game are an expectation over y: their weights sum to 1."""
    for player in objective_of(ALL[name]).players:
        games: dict[object, Fraction] = {}
        for term in player.terms:
            if isinstance(term.body, Verdict):
                before = games.get(term.body.factor, Fraction(0))
                games[term.body.factor] = before + term.weight
        for weight in games.values():
            assert weight in (Fraction(1), Fraction(1, 2))


def test_degenerate_is_the_vae() -> None:
    vae, aavae = objective_of(PROGRAMS["vae"]), objective_of(PROGRAMS["aavae_degenerate"])
    assert [p.name for p in aavae.players] == ["theta,eta"]
    assert [t.weight for t in aavae.players[0].terms] == [t.weight for t in vae.players[0].terms]


def test_deriving_needs_no_torch() -> None:
    code = (
        "import sys, schematic\n"
        "print(schematic.parse('visible x : unit ~ data\\nlatent z : real[2]\\n"
        "x ..|> z = E[η]\\nz -> x ~ G[θ]').objective)\n"
        "assert 'torch' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "−log p(x|z)" in done.stdout


# What the rule is careful about


def test_a_derivation_is_made_once() -> None:
    spec = schematic.parse(PROGRAMS["vae"])
    assert derive(spec) is derive(spec)


def test_draws_that_no_term_needs_are_not_made() -> None:
    objective = objective_of(PROGRAMS["ae"] + "visible u : real[2] ~ data\n")
    assert [draw.name for draw in objective.draws] == ["x", "z"]


def test_everyone_but_the_discriminators_is_one_player() -> None:
    objective = objective_of(PROGRAMS["cyclegan"])
    assert [(p.name, p.discriminates) for p in objective.players] == [
        ("phi", True), ("psi", True), ("theta,eta", False),
    ]  # fmt: skip


def test_a_model_of_discriminators_alone_has_no_other_player() -> None:
    text = DATA + "latent h : real[2] ~ Normal(0, 1)\nlatent g : real[2] ~ Normal(0, 1)\n" + LABEL
    objective = derive(unchecked(text + "x ..|> h = E[φ]\nh -!> y ~ D[φ]\n"))
    assert [player.name for player in objective.players] == ["phi"]


def test_the_weight_of_a_game_is_not_its_own_players() -> None:
    found = losses(DATA + PRIOR + LABEL + "z ..|> x = G[θ]\nx -!> y ~ D[φ] {weight = 3}\n")
    assert found["theta"] == "3 softplus(−D(x_fake))"
    assert found["phi"] == "½ softplus(−D(x)) + ½ softplus(D(x_fake))"


def test_a_penalty_is_the_discriminators_and_shared_by_its_fake_sides() -> None:
    objective = objective_of(PROGRAMS["wgan_gp"])
    phi, theta = objective.players
    (term,) = (t for t in phi.terms if isinstance(t.body, Penalty))
    assert (term.weight, term.scale) == (Fraction(1, 2), 10)
    assert not any(isinstance(t.body, Penalty) for t in (*theta.terms, *theta.constants))


def test_two_fakes_share_their_half() -> None:
    """Two data-made codes of one cycle are judged by one net: each pass makes a fake z."""
    text = DATA + "visible a : real[2] ~ data\n" + PRIOR + LABEL
    text += "x ..> a ~ A[η]\na ..> x ~ B[η]\nx, a ..> z ~ E[η]\nz -!> y ~ D[φ]\n"
    phi = derive(unchecked(text)).players[0]
    weights = [(t.body.label, t.weight) for t in phi.terms if isinstance(t.body, Verdict)]
    assert weights == [(1, Fraction(1, 2)), (0, Fraction(1, 4)), (0, Fraction(1, 4))]


def test_equal_terms_of_both_branches_are_one_without_a_branch() -> None:
    """In ADA a KL that both values of y have alike counts once."""
    text = (
        "visible z : real[4] ~ data by y\nvisible t : cat[3] ~ data when y = source\n"
        "visible u : real[2] ~ data\nlatent w : real[2] ~ Normal(0, 1)\nlatent x : real[5]\n"
        "indicator y : {target, source}\nz ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -> t ~ C[ω]\n"
        "u ..> w ~ E[θ]\nw -> u ~ Normal(F[θ], 1)\n"
    )
    player = objective_of(text).players[-1]
    (term,) = (t for t in player.terms if isinstance(t.body, Divergence))
    assert (term.weight, term.branch) == (1, None)
    assert losses(text)["theta,omega"].count("log p(u|w)") == 1


def test_a_density_of_data_belongs_to_no_branch() -> None:
    text = PROGRAMS["gan"] + "visible u : real[2] ~ data\nvisible v : real[2] ~ data\n"
    assert "−log p(v|u)" in losses(text + "u -> v ~ Normal(F[θ], 1)\n")["theta"]
