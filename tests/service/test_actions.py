"""What can be done at a place: cures, rewrites, the layout."""

from __future__ import annotations

import pytest

from schematic.diagnostics import Span
from schematic.diagnostics.edit import edited
from schematic.resources import zoo
from schematic.service import Document, Service
from schematic.service.questions.actions import KINDS, actions

WRONG = "visible x : unit ~ data\nlatent z : real[2] ~ Norml(0, 1)\nz ..|> x ~ G[θ]\n"


def test_a_cure_stands_where_its_finding_is() -> None:
    document = Document.of(WRONG)
    at = WRONG.index("Norml")
    (cure,) = actions(document, Span(at, at + 2), ("quickfix",))
    assert cure.title == "write `Normal` instead of `Norml`"
    assert cure.cures is not None
    assert cure.cures.code == "SGM203"
    assert "Normal(0, 1)" in edited(WRONG, cure.edits)
    assert not actions(document, Span(0, 1), ("quickfix",))


def test_all_cures_come_at_once() -> None:
    (cure,) = actions(Document.of(WRONG), Span(0, 0), ("source.fixAll",))
    assert edited(WRONG, cure.edits) == WRONG.replace("Norml", "Normal").replace("x ~ G", "x = G")


@pytest.mark.parametrize("name", ["gan", "vae", "infogan"])
def test_rewrites_lead_to_accepted_specs_and_keep_comments(name: str) -> None:
    text = zoo()[name].read_text(encoding="utf-8")
    found = actions(Document.of(text), Span(0, 0), ("refactor.rewrite",))
    assert found
    for action in found:
        after = Document.of(edited(text, action.edits))
        assert after.schematic is not None, action.title
        assert "#" not in text or "#" in after.text


def test_the_layout_is_offered_where_it_is_another() -> None:
    text = "visible   x:unit ~ data\n"
    assert [a.kind for a in actions(Document.of(text), Span(0, 0), ("source.format",))]
    assert not actions(Document.of("visible x : unit ~ data\n"), Span(0, 0), ("source.format",))


def test_the_page_asks_for_them_too() -> None:
    found = Service().answer({"question": "actions", "text": WRONG, "offset": WRONG.index("Norml")})
    assert isinstance(found, list)
    assert {action["kind"] for action in found} <= set(KINDS)
