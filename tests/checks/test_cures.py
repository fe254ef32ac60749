"""Cures lead somewhere: followed to the letter, again and again, they end in an accepted spec."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from schematic.diagnostics import Diagnostic, Source
from schematic.pipeline import examine
from tests.checks.cures import applied
from tests.checks.test_bad import BAD
from tests.pipeline.test_good import ALL

MOST_STEPS = 8
ARROWS = ("->", "..>", "-|>", "..|>", "-!>", "..!>")
NODES = """
visible   x : unit[4] ~ data
visible   c : unit[4] ~ data
latent    z : real[3] ~ Normal(0, 1)
latent    h : real[3]
indicator y : {fake, real}
"""
SPECS = {
    "two dashed arrows": ("z -> x ~ G[θ]", "x ..> z ~ E[η]", "c ..> z ~ F[η]"),
    "two arrows from one node": ("z -> x ~ G[θ]", "x ..> z ~ E[η]", "x ..> z ~ F[η]"),
    "two conditional priors": (
        "h -> x ~ G[θ]",
        "z -> h ~ P[θ]",
        "c -> h ~ Q[θ]",
        "x ..> h ~ E[η]",
        "h ..> z ~ F[η]",
    ),
    "an arrow that closes a circle": (
        "z ..|> x = G[θ]",
        "c ..|> x = H[θ]",
        "x ..|> c = F[θ]",
        "x -!> y ~ D[φ]",
    ),
    "weighing a code": ("z ..!> y ~ D[φ]", "x ..> z ~ E[η]", "z -> x ~ G[θ]"),
    "weighing a prior": ("z ..!> y ~ D[φ]", "z -> x ~ G[θ]", "x -> c ~ F[θ]"),
    "weighing inferred data": ("z ..|> x = G[θ]", "x ..!> y ~ D[φ]"),
    "weighing two nodes": ("x ..> z ~ E[η]", "z -> x ~ G[θ]", "x, z ..!> y ~ D[φ]"),
    "weighing data that nothing generates": ("x ..> z ~ E[η]", "x ..!> y ~ D[φ]", "x -> c ~ G[θ]"),
    "weighing data on a circle": (
        "x ..> z ~ E[η]",
        "x ..!> y ~ D[φ]",
        "c -> x ~ G[θ]",
        "x -> c ~ F[θ]",
    ),
    "a code that nothing reads": ("x ..|> z = E[η]", "z -!> y ~ D[φ]", "x ..|> h = F[ω]"),
    "a stochastic code that nothing reads": (
        "z -> x ~ G[θ]",
        "x ..> z ~ E[η]",
        "x ..> h ~ F[η]",
    ),
    "a code that nothing reads, where all data are scored": (
        "z -> x ~ G[θ]",
        "z -> c ~ K[θ]",
        "x ..> z ~ E[η]",
        "c ..|> h = F[η]",
    ),
    "an arrow that no term needs": ("z ..|> x = G[θ]", "x -!> y ~ D[φ]", "z -|> x = K[ω]"),
    "a discrete sample": ("z ..> x ~ G[θ]", "x -!> y ~ D[φ]"),
    "one net on both sides": ("z ..|> x = G[θ]", "x -!> y ~ D[φ]", "x -> z ~ D[φ]"),
}


def errors(text: str) -> list[Diagnostic]:
    """The errors of a text, in order."""
    return [f for f in examine(Source.of("text", text)).findings if f.severity == "error"]


def followed(text: str) -> tuple[list[str], bool]:
    """The codes that are met by following first cures, and whether the last could be followed."""
    met = []
    for _ in range(MOST_STEPS):
        found = errors(text)
        if not found:
            return met, True
        met.append(found[0].code)
        after = applied(Source.of("text", text), found[0])
        if after is None:
            return met, False
        text = after
    pytest.fail(f"cures that lead from one to the next: {met}, in the end\n{text}")


@pytest.mark.parametrize("name", SPECS)
def test_first_cures_end_in_an_accepted_spec(name: str) -> None:
    met, accepted = followed(NODES + "\n".join(SPECS[name]))
    assert met
    assert accepted, met


def slips(text: str) -> Iterator[str]:
    """A spec with one line dropped, one arrow exchanged, or one law forgotten."""
    lines = text.split("\n")
    for at, line in enumerate(lines):
        for changed in _slipped(line):
            yield "\n".join((*lines[:at], *changed, *lines[at + 1 :]))


def _slipped(line: str) -> Iterator[list[str]]:
    if not line.strip() or line.startswith("#"):
        return
    yield []
    if line.startswith("latent"):
        yield [line.partition("~")[0]]
    for arrow in ARROWS:
        for other in ARROWS:
            if f" {arrow} " in line and arrow != other:
                sign = " = " if "|" in other else " ~ "
                yield [re.sub(r" [=~] ", sign, line.replace(f" {arrow} ", f" {other} "), count=1)]


@pytest.mark.parametrize("name", ALL)
def test_cures_of_slips_never_lead_in_a_circle(name: str) -> None:
    for text in slips(ALL[name].read_text(encoding="utf-8")):
        followed(text)


def test_most_slips_are_mended_by_first_cures_alone() -> None:
    texts = [t for path in ALL.values() for t in slips(path.read_text(encoding="utf-8"))]
    results = [followed(text) for text in texts]
    wrong = [accepted for met, accepted in results if met]
    assert len(wrong) > 400
    assert sum(wrong) > 0.75 * len(wrong)


@pytest.mark.parametrize("name", BAD)
def test_a_cure_removes_its_finding(name: str) -> None:
    text = BAD[name].read_text(encoding="utf-8")
    source = Source.of("text", text)
    for finding in errors(text):
        after = applied(source, finding)
        if after is None:
            continue
        said = [(f.code, f.message) for f in errors(text)]
        left = [(f.code, f.message) for f in errors(after)]
        key = finding.code, finding.message
        assert left.count(key) < said.count(key), (finding, after)
