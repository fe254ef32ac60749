"""What cannot be rendered, and what to do then."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from schematic.render import RenderError, render, write
from schematic.render.engine import run
from tests.render.models import model


def test_unknown_format() -> None:
    with pytest.raises(RenderError, match="no picture format is called 'bmp'") as caught:
        render(model("gan"), "bmp")
    assert caught.value.cure == "known: .dot, .mmd, .pdf, .png, .svg, .tex"


@pytest.mark.parametrize("name", ["picture.bmp", "picture", ".svg"])
def test_unknown_suffix(name: str, tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=f"the name `{name}` does not tell a picture format"):
        write(model("gan"), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match="No such file or directory") as caught:
        write(model("gan"), tmp_path / "nowhere" / "picture.dot")
    assert "in a folder that exists" in str(caught.value)


@pytest.fixture
def bare_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No program is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize("format", ["svg", "png", "tex", "pdf"])
def test_no_graphviz(format: str) -> None:
    with pytest.raises(RenderError) as caught:
        render(model("gan"), format)
    assert "pip install graphviz-pure" in caught.value.cure


@pytest.mark.usefixtures("bare_machine")
@pytest.mark.parametrize("format", ["dot", "mmd"])
def test_text_needs_no_graphviz(format: str) -> None:
    assert b"x" in render(model("gan"), format)


def test_a_program_that_fails() -> None:
    with pytest.raises(RenderError, match="failed: NameError"):
        run([sys.executable, "-c", "oops"])
    with pytest.raises(RenderError, match="nowhere failed"):
        run(["/nowhere"])


def test_an_engine_that_answers_something_else() -> None:
    for answer in ("", "<svg/>\n", "graph 1 1 1\nnode n0 a b\n"):
        with pytest.raises(RenderError, match="the layout cannot be read") as caught:
            render(model("gan"), "svg", engine=lambda dot, said=answer: said)
        assert "format `plain`" in caught.value.cure
