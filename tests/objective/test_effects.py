"""Nothing is without effect: a change of an attribute, or one arrow less, changes what is derived.

What the derivation says it has read is not consulted here: what `sgm derive` prints is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

import schematic
from schematic.diagnostics import Source
from schematic.graph import Factor, Parts, Schematic
from schematic.graph.attributes import written
from schematic.graph.names import greek
from schematic.objective.printing.notation import density
from schematic.objective.rule import derive
from schematic.objective.steps import write_steps
from schematic.pipeline import examine
from schematic.resources import zoo
from tests.model.programs import PROGRAMS
from tests.pipeline.test_good import GOOD

TEXTS = {
    **PROGRAMS,
    **{path.stem: path.read_text(encoding="utf-8") for path in GOOD.values()},
    **{f"zoo-{name}": path.read_text(encoding="utf-8") for name, path in zoo().items()},
}
OTHERS = {
    "beta": (7.0,),
    "weight": (7.0,),
    "loss": ("squares", "hinge"),
    "penalty": (7.0,),
    "samples": (7,),
}
CODES = {"SGM405", "SGM406", "SGM407"}


def with_factors(spec: Schematic, factors: list[Factor]) -> Schematic:
    return replace(spec, parts=Parts.of(spec.nodes.values(), factors))


def changed(spec: Schematic) -> Iterator[tuple[str, Schematic]]:
    """The spec with one written attribute at another value."""
    for at, factor in enumerate(spec.factors):
        for name in OTHERS.keys() & set(written(factor.attributes)):
            factors = list(spec.factors)
            before = getattr(factor.attributes, name)
            other = next(value for value in OTHERS[name] if value != before)
            attributes = replace(factor.attributes, **{name: other})
            factors[at] = replace(factor, attributes=attributes)
            yield f"{name} of {factor}", with_factors(spec, factors)


def shortened(spec: Schematic) -> Iterator[tuple[str, Schematic]]:
    """The spec with one arrow less."""
    for factor in spec.factors:
        if not factor.attributes.degenerate:  # the perfect discriminator changes nothing (Lemma 2)
            yield str(factor), with_factors(spec, [f for f in spec.factors if f is not factor])


@pytest.mark.parametrize("name", TEXTS)
def test_every_attribute_changes_the_objective(name: str) -> None:
    spec = schematic.parse(TEXTS[name])
    for what, other in changed(spec):
        assert str(derive(spec)) != str(derive(other)), what


@pytest.mark.parametrize("name", TEXTS)
def test_every_arrow_changes_the_objective(name: str) -> None:
    spec = schematic.parse(TEXTS[name])
    for what, other in shortened(spec):
        if not any(f.severity == "error" for f in schematic.checks.check(other)):
            assert str(derive(spec)) != str(derive(other)), what


@pytest.mark.parametrize("name", TEXTS)
def test_the_derivation_mentions_every_arrow(name: str) -> None:
    spec = schematic.parse(TEXTS[name])
    steps = write_steps(derive(spec))
    for factor in spec.factors:
        if not factor.red:
            assert greek(str(factor)) in steps
        elif factor.dashed:
            assert "perfect discriminator" in steps or f"weigh qʳ({factor.child}=0" in steps
        else:
            assert density(spec, factor) in steps


VAE = "visible x : real[4] ~ data\nlatent z : real[2] ~ Normal(0, 1)\nz -> x ~ Normal(G[θ], 1)\n"
IDLE = {
    "a second prior": VAE + "visible c : cat[2] ~ data\nx ..> z ~ E[η]\nc -> z ~ P[θ]\n",
    "an adversary instead of the KL": VAE
    + "indicator y : {fake, real}\nx ..> z ~ E[η] {beta = 4}\nz -!> y ~ D[φ]\n",
    "no law to match": VAE.replace(" ~ Normal(0, 1)", "") + "x ..> z ~ E[η] {beta = 4}\n",
    "no sample that is read": VAE
    + "latent w : real[2] ~ Normal(0, 1)\nx ..> z ~ E[η]\nx ..> w ~ F[η] {samples = 3}\n",
    "a prior where nothing is matched": VAE.replace(" ~ Normal(0, 1)", "")
    + "visible c : cat[2] ~ data\nx ..> z ~ E[η] {match = nothing}\nc -> z ~ P[θ]\n",
    "wake and sleep": "visible x : binary[2] ~ data\nlatent h : binary[2] ~ Bernoulli(0.5)\n"
    "h -> x ~ G[θ]\nx ..> h ~ R[λ] {beta = 2}\ntrain wake-sleep\n",
}


@pytest.mark.parametrize("name", IDLE)
def test_what_has_no_effect_is_told(name: str) -> None:
    findings = examine(Source("model.sgm", IDLE[name])).errors
    assert len(findings) == 1
    assert findings[0].code in CODES
    assert findings[0].cause
    assert findings[0].cure
