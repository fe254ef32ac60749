"""One class of errors: message, cure, exit status; the command line tells all of them alike."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Iterator

import pytest

import schematic
from schematic.cli.failures import UsageError, explain
from schematic.data import DataError
from schematic.diagnostics import Diagnostic, Error, SchematicError
from schematic.render import RenderError
from tests.architecture.modules import FILES

SIGNALS = {
    # Raised and caught within one package; they never reach a caller.
    "schematic.emit.runtime.stays_eager.DifferenceError",
    "schematic.emit.runtime.stays_eager.StaysEagerError",
    "schematic.emit.runtime.stays_eager.UncertifiedError",
    "schematic.play.tasks.train.TimeIsUp",
    "schematic.syntax.lexer.NoToken",
    "schematic.syntax.tree_builder.Refused",
    "schematic.training.user_calls.StopTraining",
    "schematic.training.user_calls.UserCallError",
}


WARNINGS = {
    # Said and not raised: what was asked for is done.
    "schematic.render.glyphs.GlyphWarning",
}


FAULTS = {
    # A fault of the compiler, which nobody but us can mend.
    "schematic.program.legal.IllegalProgramError",
}


def exceptions() -> Iterator[type[BaseException]]:
    """Every exception that the package defines."""
    for module, file in FILES.items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        if not any(isinstance(node, ast.ClassDef) for node in tree.body):
            continue
        for kind in vars(importlib.import_module(module)).values():
            is_ours = inspect.isclass(kind) and kind.__module__ == module
            if is_ours and issubclass(kind, BaseException):
                yield kind


def test_every_exception_of_ours_is_an_error() -> None:
    found = {f"{kind.__module__}.{kind.__qualname__}": kind for kind in exceptions()}
    assert found.keys() >= SIGNALS | FAULTS | WARNINGS
    others = {name for name, kind in found.items() if not issubclass(kind, Error)}
    assert others == SIGNALS | FAULTS | WARNINGS
    assert all(kind.status in (1, 2, 130) for kind in found.values() if issubclass(kind, Error))


def test_a_caller_catches_one_class() -> None:
    with pytest.raises(schematic.Error) as caught:
        schematic.parse("visible x : unit\n")
    assert isinstance(caught.value, SchematicError)
    assert caught.value.message == caught.value.diagnostics[0].message
    assert caught.value.cure == caught.value.diagnostics[0].cure


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("it is wrong", "do it right"), 2),
        (DataError("it is wrong", "do it right"), 1),
        (RenderError("it is wrong", "do it right"), 2),
        (SchematicError([Diagnostic("SGM101", "it is wrong", None, "", "do it right")]), 1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_command_line_tells_message_cure_and_status(
    error: Error, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (error.message, error.cure) == ("it is wrong", "do it right")
    assert explain(error) == error.status == status
    told = capsys.readouterr().err
    assert "error" in told
    assert "it is wrong" in told
    assert "cure:" in told
    assert "do it right" in told
