"""The one rule, on the zoo and on models that the zoo does not hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

import schematic
from schematic.objective.printing.json import write_json
from schematic.objective.printing.latex import write_article
from schematic.objective.steps import write_steps
from schematic.objective.terms import Divergence, Estimator, Objective, Verdict
from schematic.resources import zoo
from tests.golden import check_golden
from tests.model.programs import PROGRAMS

GOLDEN = Path(__file__).parent / "golden"
ZOO = {name: path.read_text(encoding="utf-8") for name, path in zoo().items()}
ALL = {**{f"zoo-{name}": text for name, text in ZOO.items()}, **PROGRAMS}


def objective_of(text: str, name: str = "model") -> Objective:
    return schematic.parse(text, name=f"{name}.sgm").objective


@pytest.mark.parametrize("name", ALL)
def test_text_and_steps(name: str) -> None:
    objective = objective_of(ALL[name], name.removeprefix("zoo-"))
    check_golden(GOLDEN / f"{name}.txt", f"{objective}\n\n{write_steps(objective)}\n")


@pytest.mark.parametrize("name", ["gan", "vae", "aavae", "infogan", "helmholtz"])
def test_latex(name: str) -> None:
    check_golden(GOLDEN / f"{name}.tex", write_article(objective_of(ALL[name], name)))


@pytest.mark.parametrize("name", ALL)
def test_latex_is_balanced(name: str) -> None:
    text = write_article(objective_of(ALL[name]))
    assert text.count("{") == text.count("}")
    assert text.count(r"\Bigl[") == text.count(r"\Bigr]")
    begun, ended = (re.findall(rf"\\{word}{{(\w+\*?)}}", text) for word in ("begin", "end"))
    assert sorted(begun) == sorted(ended)
    assert text.isascii()


@pytest.mark.parametrize("name", ALL)
def test_json_schema(name: str) -> None:
    content = json.loads(write_json(objective_of(ALL[name])))
    assert list(content) == [
        "version", "model", "title", "reading", "schedule", "draws", "players",
    ]  # fmt: skip
    for player in content["players"]:
        assert list(player) == [
            "name", "nets", "maximises", "minimises", "loss", "terms", "cuts", "constants",
        ]  # fmt: skip


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
    from schematic.objective.printing.loss import loss_of

    objective = objective_of(ZOO[name], name)
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


def test_a_prior_that_looks_ahead_is_sampled() -> None:
    terms = objective_of(PROGRAMS["hvae"]).players[0].terms
    kinds = {t.body.of: t.body.estimator for t in terms if isinstance(t.body, Divergence)}
    assert kinds == {"h": Estimator.SAMPLED, "z": Estimator.CLOSED}


def test_a_top_down_posterior_keeps_the_closed_form() -> None:
    text = (
        PROGRAMS["hvae"]
        .replace("h ..> z ~ E2[η]", "x ..> z ~ E2[η]")
        .replace("x ..> h ~ E1[η]", "x, z ..> h ~ E1[η]")
    )
    terms = objective_of(text).players[0].terms
    assert {t.body.estimator for t in terms if isinstance(t.body, Divergence)} == {Estimator.CLOSED}


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
