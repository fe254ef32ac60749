"""Sums over t: what plates have made alike is printed once, and JSON keeps each term."""

from __future__ import annotations

import json

import schematic
from schematic.objective.printing.json import write_json
from schematic.objective.printing.latex import write_latex

STATES = """
    let T = 4
    visible x[t] : real[5] ~ data for t in 1..T
    latent z[0] : real[3] ~ Normal(0, 1)
    latent z[t] : real[3] for t in 1..T
    z[t-1] -> z[t] ~ P[θ] for t in 1..T
    z[t] -> x[t] ~ Normal(G[θ], 1) for t in 1..T
    x[1] ..> z[0] ~ E0[η]
    x[t], z[t-1] ..> z[t] ~ E[η] for t in 1..T
"""
BY_HAND = """
    visible x : real[5] ~ data
    latent z_1 : real[3]
    latent z_2 : real[3]
    latent z_3 : real[3]
    latent z_4 : real[3] ~ Normal(0, 1)
    z_1 -> x ~ G[θ]
    z_2 -> z_1 ~ P[θ]
    z_3 -> z_2 ~ P[θ]
    z_4 -> z_3 ~ P[θ]
    x ..> z_1 ~ E[η]
    z_1 ..> z_2 ~ F[η]
    z_2 ..> z_3 ~ F[η]
    z_3 ..> z_4 ~ F[η]
"""


def text(spec: str, **settings: float) -> str:
    words = str(schematic.parse(spec, settings=settings).objective).split()
    return " ".join(words)


def test_terms_that_are_alike_are_a_sum() -> None:
    shown = text(STATES)
    assert "loss −Σ_{t=1}^{4} log p(x_t|z_t) + KL(q(z_0|x_1) ‖ p(z_0)) + Σ_{t=1}^{4}" in shown
    assert "E_{p_data(x_{1:4}) q_η(z_0|x_1) Π_{t=1}^{4} q_η(z_t|x_t,z_{t-1})}" in shown
    assert "[ Σ_{t=1}^{4} log p_θ(x_t|z_t) − KL( q_η(z_0|x_1) ‖ p(z_0) ) − Σ_{t=1}^{4} KL(" in shown
    assert "z_t ~ Normal(E_η(x_t, z_{t-1})) inferred, t = 1, …, 4" in shown


def test_a_step_whose_gradient_goes_elsewhere_is_told_by_itself() -> None:
    shown = text(STATES)
    assert "KL(q(z_1|x_1,z_0) ‖ p(z_1|z_0)): closed form; reaches E, P, E0 through z_0" in shown
    assert "p(z_t|z_{t-1})), t = 2, …, 4: closed form; reaches E, P, E0, E through z_{t-1}" in shown


def test_two_steps_are_written_out() -> None:
    shown = text(STATES, T=2)
    assert "Σ" not in shown
    assert "log p(x_2|z_2)" in shown


def test_what_a_user_has_numbered_stays_as_it_is() -> None:
    assert "Σ" not in text(BY_HAND)


def test_latex_has_sums_and_products() -> None:
    shown = write_latex(schematic.parse(STATES).objective)
    assert r"\sum_{t=1}^{4} \log p_{\theta}(x_{t} \mid z_{t})" in shown
    assert r"\prod_{t=1}^{4} q_{\eta}(z_{t} \mid x_{t},z_{t-1})" in shown
    assert r"p_{\mathrm{data}}(x_{1:4})" in shown


def test_json_keeps_each_term() -> None:
    (player,) = json.loads(write_json(schematic.parse(STATES).objective))["players"]
    assert [term["name"] for term in player["terms"]][:2] == ["log p(x_1|z_1)", "log p(x_2|z_2)"]
    assert len(player["terms"]) == 9
    assert "Σ" not in player["loss"]
