"""The service's JSON: questions, places in UTF-16 units, and refusals."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap

import pytest

from schematic.service import BadRequestError, Service, UnknownQuestionError
from schematic.service.questions import QUESTIONS
from schematic.service.units import Units

GAN = 'model GAN "𝔼 and 𝔼"\nlatent z : real[2] ~ Norml(0, 1)\n'


def test_findings_have_places_in_utf_16_units() -> None:
    found = Service().answer({"question": "findings", "text": GAN})
    assert isinstance(found, list)
    spans = [GAN.encode("utf-16-le")[2 * a : 2 * b].decode("utf-16-le") for a, b in _spans(found)]
    assert "Norml" in " ".join(spans)
    json.dumps(found)


def _spans(found: list[dict[str, list[int]]]) -> list[list[int]]:
    return [each["span"] for each in found]


@pytest.mark.parametrize("text", ["abc", "a𝔼b", "𝔼𝔼", ""])
def test_units_and_characters_are_inverse(text: str) -> None:
    units = Units(text)
    for offset in range(len(text) + 1):
        expected = len(text[:offset].encode("utf-16-le")) // 2
        assert units.units(offset) == expected
        assert units.characters(expected) == offset


def test_an_unknown_question_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UnknownQuestionError, match="findngs") as caught:
        Service().answer({"question": "findngs", "text": ""})
    assert "findings" in str(caught.value.cure)


@pytest.mark.parametrize(
    "request_", [{}, {"question": "findings"}, {"question": "findings", "text": "", "offset": "1"}]
)
def test_a_request_that_is_none_is_refused(request_: dict[str, object]) -> None:
    with pytest.raises(BadRequestError):
        Service().answer(request_)


def test_a_question_that_needs_a_whole_spec_answers_nothing_for_a_broken_one() -> None:
    assert Service().answer({"question": "formatting", "text": "model ("}) is None


def test_the_service_imports_nothing_heavy() -> None:
    """The objective of all shipped specs, and what editors ask: a page would wait for imports."""
    ask = """
        import sys
        from schematic.resources import zoo
        from schematic.service import Service
        from tests.service.zoo import EDITOR

        service = Service()
        for name, path in zoo().items():
            text = path.read_text(encoding="utf-8")
            found = service.answer({"question": "findings", "text": text, "name": f"{name}.sgm"})
            assert not [f for f in found if f["severity"] == "error"], name
            assert str(service.document(text, f"{name}.sgm").objective)
        for question in EDITOR:
            service.answer({"question": question, "text": text, "offset": 40, "to": "q7"})
        heavy = {"torch", "networkx", "numpy", "matplotlib", "graphviz", "rich", "difflib"}
        assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
    """
    ran = subprocess.run([sys.executable, "-c", textwrap.dedent(ask)], capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()


def test_every_question_answers_an_empty_text() -> None:
    for name in QUESTIONS.modules:
        json.dumps(Service().answer({"question": name, "text": "", "name": "empty.sgm"}))
