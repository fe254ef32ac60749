"""Rewrites land exactly on the shipped specs of that name."""

from __future__ import annotations

import pytest

import schematic
from schematic.diagnostics import SchematicError
from schematic.graph import Schematic
from schematic.objective.loss import loss_of
from schematic.resources import zoo
from schematic.rewrites.atlas.shortest_path import path
from schematic.rewrites.sameness.equality import difference, equal


def spec(name: str, width: int = 16) -> Schematic:
    """A shipped spec, its code as wide as is asked for."""
    loaded = schematic.load(zoo()[name])
    if "d" in loaded.lets:
        return schematic.load(zoo()[name], settings={"d": width})
    return loaded


LANDINGS = [
    ("infogan", "swap x <-> z", "aae"),
    ("aae", "swap z <-> x", "infogan"),
    ("infogan", "swap processes", "aavae"),
    ("aavae", "swap processes", "infogan"),
    ("gan", "add code z", "infogan"),
    ("infogan", "drop code z", "gan"),
    ("gan", "gan to vae", "vae"),
    ("vae", "vae to gan", "gan"),
    ("gan", "gan to vae | vae to gan", "gan"),
    ("vae", "vae to gan | gan to vae", "vae"),
    ("gan", "add code z | swap processes | degenerate y | drop y", "vae"),
    ("vae", "add y | activate y", "aavae"),
    ("aavae", "degenerate y | drop y", "vae"),
    ("vae", "match z by red", "aae"),
    ("vae", "match z by nothing", "ae"),
    ("aae", "match z by kl", "vae"),
    ("aae", "match z by nothing", "ae"),
    ("ae", "match z by kl", "vae"),
    ("ae", "match z by red", "aae"),
]


@pytest.mark.parametrize(("start", "chain", "goal"), LANDINGS)
def test_lands_exactly(start: str, chain: str, goal: str) -> None:
    result = spec(start, 64).rewrite(chain)
    expected = spec(goal, 64)
    assert difference(result, expected) == []
    assert equal(result, expected)
    assert (result.name, result.title) == (expected.name, expected.title)


@pytest.mark.parametrize(("start", "chain", "goal"), LANDINGS)
def test_lands_on_the_same_losses(start: str, chain: str, goal: str) -> None:
    assert _losses(spec(start).rewrite(chain)) == _losses(spec(goal))


def _losses(found: Schematic) -> list[list[str]]:
    """The loss of each player, without the names of nets, in an order that names do not set."""
    objective = found.objective
    texts = []
    for player in objective.players:
        text = loss_of(objective, player).replace(" − ", " + −")
        texts.append(sorted(text.split(" + ")))
    return sorted(texts)


@pytest.mark.parametrize(
    ("start", "goal", "chain"),
    [
        ("gan", "vae", "add code z | swap processes | degenerate y | drop y"),
        ("vae", "gan", "add y | activate y | swap processes | drop code z"),
        ("infogan", "aae", "swap x <-> z"),
        ("aavae", "infogan", "swap processes"),
        ("vae", "ae", "match z by nothing"),
        ("gan", "gan", ""),
    ],
)
def test_path_is_the_papers_own(start: str, goal: str, chain: str) -> None:
    found = path(spec(start), spec(goal))
    assert found is not None
    assert " | ".join(map(str, found)) == chain


def test_path_with_the_fewest_rewrites_matches_instead() -> None:
    found = path(spec("gan"), spec("vae"), fewest=True)
    assert found is not None
    assert len(found) == 3


def test_no_path_leads_out_of_a_family() -> None:
    assert path(spec("gan"), spec("helmholtz")) is None


REFUSALS = [
    ("vae", "swap processes", "only an adversary matches data", "add y | activate y"),
    ("gan", "degenerate y", "perfect discriminator gives no gradient", "swap processes"),
    ("gan", "drop y", "not degenerate", "swap processes | degenerate y"),
    ("aavae", "drop y", "not degenerate", "degenerate y"),
    ("vae", "add code z", "infers nothing", ""),
    ("gan", "drop code z", "nothing generates", ""),
    ("gan", "add y", "already", ""),
    ("gan", "add u", "nothing to weigh", ""),
    ("gan", "swap x <-> y", "is an indicator", ""),
    ("gan", "swap x <-> q", "no node is called `q`", ""),
    ("gan", "swap x <-> x", "itself", ""),
    ("vae", "match x by red", "is not inferred", ""),
    ("vae", "match z by hope", "write red, kl or nothing", ""),
    ("vae", "match z by kl", "already", ""),
    ("gan", "match x by nothing", "cannot be dropped", ""),
    ("vae", "gan to vae", "one solid red arrow", ""),
    ("gan", "vae to gan", "no red arrow", ""),
    ("infogan", "gan to vae", "generated already", "drop code z"),
    ("ae", "swap processes", "", ""),
]


@pytest.mark.parametrize(("start", "chain", "reason", "cure"), REFUSALS)
def test_refusals_have_a_reason_and_a_cure(start: str, chain: str, reason: str, cure: str) -> None:
    with pytest.raises(SchematicError) as caught:
        spec(start).rewrite(chain)
    (finding,) = caught.value.diagnostics
    assert finding.code == "SGM702"
    assert reason in finding.cause
    assert cure in finding.cure


@pytest.mark.parametrize("chain", ["", "swap", "swop processes", "add code", "swap x z", "a | b"])
def test_what_is_no_rewrite_is_told_with_its_place(chain: str) -> None:
    with pytest.raises(SchematicError) as caught:
        spec("gan").rewrite(chain)
    assert {f.code for f in caught.value.diagnostics} == {"SGM701"}
    assert all(f.span and f.cure for f in caught.value.diagnostics)


def test_greek_names_are_read() -> None:
    text = "visible ξ : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\nz -> ξ ~ G[θ]\n"
    vae = schematic.parse(text + "ξ ..> z ~ E[η]\n")
    assert equal(
        vae.rewrite("vae to gan"), vae.rewrite("add y | activate y | swap processes | drop code z")
    )
    assert not equal(vae, vae.rewrite("drop code xi"))


def test_unknown_names_keep_theirs() -> None:
    result = spec("gan").rewrite("swap processes")
    assert (result.name, result.title) == ("GAN", None)
    assert result.source is not None
    assert schematic.parse(result.source.text) == result


def test_a_stochastic_generator_is_told_how_to_become_deterministic() -> None:
    gan = schematic.parse(
        "visible x : real[2] ~ data\nlatent z : real[2] ~ Normal(0, 1)\n"
        "indicator y : {fake, real}\nz ..> x ~ Normal(G[θ], 1)\nx -!> y ~ D[φ]\n"
    )
    with pytest.raises(SchematicError, match="match x by red"):
        gan.rewrite("swap processes")
    swapped = gan.rewrite("match x by red | swap processes")
    assert equal(swapped.rewrite("swap processes"), gan.rewrite("match x by red"))


def test_beta_and_weight_are_one_strength() -> None:
    info = (
        "visible x : unit ~ data\nlatent z : real[2] ~ Normal(0, 1)\nindicator y : {fake, real}\n"
    )
    info += "z ..|> x = G[θ]\nx -!> y ~ D[φ]\nx -> z ~ Q[η] {weight = 0.1}\n"
    vae = schematic.parse(info).rewrite("swap processes")
    assert vae.factors[2].attributes.beta == 0.1
    assert equal(vae.rewrite("swap processes"), schematic.parse(info))
