"""Whatever stands in a file, nothing but findings comes out."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import schematic
from schematic.diagnostics import SchematicError, Source
from schematic.diagnostics.report import FORMATS
from schematic.pipeline import Examination, examine
from schematic.syntax.format import format_source
from tests.pipeline.ill_formed_models import random_model
from tests.syntax.strategies import nearly_right


def survives(text: str) -> Examination:
    """Examine, lay out and report a text."""
    source = Source.of("fuzz.sgm", text)
    examination = examine(source)
    for write in FORMATS.values():
        write(examination.findings, source).encode()
    try:
        formatted = format_source(source)
    except SchematicError:
        return examination
    again = examine(Source.of("fuzz.sgm", formatted))
    found = [(finding.code, finding.message) for finding in examination.findings]
    moved = [(finding.code, finding.message) for finding in again.findings]
    assert sorted(moved) == sorted(found)
    return examination


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.text() | st.text(st.sampled_from('()[]{}"#\n ->.|!~=:,θx1')))
def test_any_text(text: str) -> None:
    survives(text)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(nearly_right())
def test_programs_that_are_nearly_right(text: str) -> None:
    survives(text)


@pytest.mark.parametrize("seed", range(20))
def test_random_models(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(25):
        survives(random_model(rng))


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["d", "k", "q"]), st.floats() | st.integers() | st.text()),
    st.dictionaries(
        st.sampled_from(["x", "z", "q"]), st.lists(st.integers() | st.floats(), max_size=3)
    ),
)
def test_any_setting_and_any_shape(sets: dict[str, float], shapes: dict[str, list[int]]) -> None:
    text = (
        "let d = 4\nlet k = 2\nvisible x : unit ~ data\nlatent z : real[d] ~ Normal(0, k)\n"
        "z -> x ~ G[θ]\nx ..> z ~ E[η] {beta = k, samples = d}\nnet G = mlp(d)"
    )
    sizes = {name: tuple(shape) for name, shape in shapes.items()}
    try:
        schematic.parse(text, settings=sets, shapes=sizes)
    except SchematicError as error:
        assert error.diagnostics
