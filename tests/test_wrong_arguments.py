"""Functions that take a schematic: each refuses all else, and says what to give instead."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

import schematic

GAN = schematic.load("gan")

CALLS: Mapping[str, Callable[[Any], object]] = {
    "rewrite": lambda s: schematic.rewrite(s, "swap processes"),
    "derive": lambda s: schematic.derive(s),
    "render": lambda s: schematic.render(s, "svg"),
    "verify": lambda s: schematic.verify(s),
    "path": lambda s: schematic.path(s, GAN),
    "path, the goal": lambda s: schematic.path(GAN, s),
    "equal": lambda s: schematic.equal(s, GAN),
    "equal, the second": lambda s: schematic.equal(GAN, s),
    "difference": lambda s: schematic.difference(s, GAN),
    "difference, the second": lambda s: schematic.difference(GAN, s),
    "atlas": lambda s: schematic.atlas(s),
    "atlas, of several": lambda s: schematic.atlas([GAN, s]),
    "audit": lambda s: schematic.audit(s, lambda *_: {}),
    "compile": lambda s: schematic.compile(s),
}

GIVEN: Mapping[str, tuple[object, str]] = {
    "a name": ("infogan", "give `schematic.load('infogan')`"),
    "a slip": ("infogann", "give `schematic.load('infogan')`"),
    "a path": (Path("mine.sgm"), "give `schematic.load('mine.sgm')`"),
    "a text": ("visible x : unit ~ data\n", "give what `schematic.parse` makes of that text"),
    "an objective": (schematic.derive(GAN), "give its attribute `schematic`"),
    "nothing": (None, 'give `schematic.load("gan")`'),
    "a number": (3, 'give `schematic.load("gan")`'),
}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("given", GIVEN)
def test_what_is_no_schematic_is_refused_with_what_to_give(call: str, given: str) -> None:
    value, cure = GIVEN[given]
    with pytest.raises(schematic.SchematicError) as caught:
        CALLS[call](value)
    (found,) = caught.value.diagnostics
    assert found.code == "SGM662"
    assert found.message.startswith(f"`{call.split(',')[0]}` takes a `Schematic`, not ")
    assert found.cure == cure


def test_every_function_that_takes_a_schematic_is_among_them() -> None:
    """`train` takes names and paths as well."""
    functions = {name: getattr(schematic, name) for name in schematic.__all__}
    taking = {
        name
        for name, function in functions.items()
        if callable(function) and not inspect.isclass(function) and "Schematic" in first(function)
    }
    assert taking == {call.split(",")[0] for call in CALLS}


def first(function: Callable[..., object]) -> str:
    """The type of a function's first parameter, as it is written."""
    parameters = inspect.signature(function).parameters.values()
    return str(next(iter(parameters)).annotation)


def test_training_says_what_it_takes() -> None:
    with pytest.raises(schematic.SchematicError) as caught:
        schematic.train(None)  # type: ignore[arg-type]
    (found,) = caught.value.diagnostics
    assert found.code == "SGM662"
    assert found.message.startswith("`train` takes a `Schematic` or the path of a spec, not None")
