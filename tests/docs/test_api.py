"""docs/api.md has every public name, and the docstrings that it shows are whole.

That the page is what the docstrings say, and that its examples run, is tested with all pages.
"""

from __future__ import annotations

import inspect
import pydoc
from typing import Any

import pytest

import schematic
from docs.press.api.docstring import read_docstring
from docs.press.api.members import members, public, signature
from docs.press.api.reference import docstring_of
from docs.press.places import API

PAGE = API.read_text(encoding="utf-8")
PUBLIC = public()
CLASSES = {name: each for name, each in PUBLIC.items() if inspect.isclass(each)}
FUNCTIONS = {name: each for name, each in PUBLIC.items() if name not in CLASSES}
METHODS = {
    f"{name}.{member.name}": member.function
    for name, each in CLASSES.items()
    for member in members(each)
    if not member.is_value
}


def lacking(function: Any) -> list[str]:
    """What the docstring of a function does not say."""
    found = read_docstring(docstring_of(function))
    parameters = list(inspect.signature(function).parameters.values())
    named = [each.name for each in parameters if each.name != "self"]
    told = found.sections.get("Args", "")
    missing = [name for name in named if f"{name}: " not in told and f"{name}, " not in told]
    is_short = len(named) <= 1 and not named[1:]
    return [*([] if is_short else missing), *([] if found.summary else ["summary"])]


def test_every_public_name_has_a_section() -> None:
    headings = {line[4:] for line in PAGE.splitlines() if line.startswith("### ")}
    assert {f"schematic.{name}" for name in schematic.__all__} <= headings
    deeper = {line[5:] for line in PAGE.splitlines() if line.startswith("#### ")}
    assert set(METHODS) == deeper
    assert {"Model.losses", "Model.optimizers", "Run.sample", "Schematic.rewrite"} <= deeper


@pytest.mark.parametrize("name", schematic.__all__)
def test_every_public_name_has_an_example(name: str) -> None:
    assert "Example" in read_docstring(docstring_of(PUBLIC[name])).sections


@pytest.mark.parametrize("name", [*FUNCTIONS, *METHODS])
def test_every_parameter_is_documented(name: str) -> None:
    assert lacking({**FUNCTIONS, **METHODS}[name]) == []


def test_what_is_not_documented_is_found() -> None:
    def bare(a: int, b: int) -> None: ...

    assert lacking(bare) == ["a", "b", "summary"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_signatures_are_the_real_ones(name: str) -> None:
    """Also where a package is called as the function of its name is."""
    import schematic.audit
    import schematic.render
    import schematic.verify

    function = getattr(schematic, name)
    names = list(inspect.signature(function).parameters)
    assert names == list(inspect.signature(PUBLIC[name]).parameters)
    assert names != ["arguments", "options"]
    assert all(f"{each}:" in signature(PUBLIC[name]) for each in names)


def test_help_and_completion() -> None:
    text = pydoc.plain(pydoc.render_doc(schematic.train))
    assert "data:" in text
    assert "UnknownOptionError" in text
    assert {*schematic.__all__, "__version__"} == set(dir(schematic))
    model = schematic.compile(schematic.load("gan"), shapes={"x": (2,)})
    assert {"losses", "terms", "step", "sample", "infer", "G", "D", "source"} <= set(dir(model))
    waiting = schematic.compile(schematic.load("gan"))
    assert {"losses", "terms", "step", "sample", "optimizers"} <= set(dir(waiting))
