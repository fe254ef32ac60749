"""Panels in a notebook: one output that is replaced, and none where there is no notebook."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from schematic.training.live.notebook_output import Output, notebook_output
from schematic.training.options.python_words import in_python_words
from schematic.training.training_errors import TrainingError

PANEL: Any = SimpleNamespace(html="<b>seen</b>", text="said")


@pytest.fixture
def ipython(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A stand-in for IPython: its shell, and what was displayed."""
    state = SimpleNamespace(shell=None, shown=[])

    def display(data: Mapping[str, str], **how: object) -> None:
        state.shown.append((data, how))

    package, shown = ModuleType("IPython"), ModuleType("IPython.display")
    package.get_ipython = lambda: state.shell  # type: ignore[attr-defined]
    shown.display = display  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", package)
    monkeypatch.setitem(sys.modules, "IPython.display", shown)
    return state


def test_a_process_without_ipython_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert notebook_output(None) is None
    assert "IPython" not in sys.modules


def test_a_terminal_of_ipython_is_no_notebook(ipython: SimpleNamespace) -> None:
    for shell in (None, SimpleNamespace()):
        ipython.shell = shell
        assert notebook_output(None) is None
        with pytest.raises(TrainingError, match="serves none"):
            notebook_output(True)


def test_one_output_is_replaced(ipython: SimpleNamespace) -> None:
    ipython.shell = SimpleNamespace(kernel=object())
    output = notebook_output(None)
    assert isinstance(output, Output) and isinstance(notebook_output(True), Output)
    output(PANEL)
    output(PANEL)
    (data, first), (_, second) = ipython.shown
    assert data == {"text/html": "<b>seen</b>", "text/plain": "said"}
    assert first == {"raw": True, "display_id": output.name, "update": False}
    assert second == {"raw": True, "display_id": output.name, "update": True}
    assert Output().name != output.name


def test_it_can_be_turned_off_and_has_no_other_values(ipython: SimpleNamespace) -> None:
    ipython.shell = SimpleNamespace(kernel=object())
    assert notebook_output(False) is None
    wrong: Any = "no"
    with pytest.raises(TrainingError, match="`show` cannot be 'no'"):
        notebook_output(wrong)


@pytest.mark.parametrize(
    ("told", "in_python"),
    [
        ("go on: --resume; or choose: --out DIR", "go on: resume=True; or choose: folder=…"),
        ("begin again: sgm train FILE --force", "begin again: sgm train FILE --force"),
        ("try a smaller --lr, or another term", "try a smaller lr, or another term"),
        ("draw fewer: --sample-every 20", "draw fewer: sample_every=20"),
        ("--no-such-option stays", "--no-such-option stays"),
        ("give values: --given x=FILE.npy", 'give values: given={"x": …}'),
        ("--given c=… --given t=…", 'given={"c": …, "t": …}'),
        (
            "--given c=77: none; such as --given c=9, or",
            'given={"c": 77}: none; such as given={"c": 9}, or',
        ),
        ("--given has 3; -n 2 is less", "given has 3; n=2 is less"),
        ("--node W: no node", 'node="W": no node'),
    ],
)
def test_options_are_told_as_arguments_of_python(told: str, in_python: str) -> None:
    assert in_python_words(told) == in_python
