"""Files of Python, read as text: what they define, import and assign, and what goes with what."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path

import pytest

from schematic.program.library import Import, Library, Skeleton, kernels, reads, runtime, skeleton

TEXT = '''"""A file."""

from __future__ import annotations

import math
import torch.nn as nn
from torch.nn import functional as F
from schematic.emit.kernels.reduce import total

Name = str


def first(x: float) -> float:
    """One."""
    return second(x) + math.pi


def second(x: float) -> float:
    """Two."""
    return x


@decorated
class Third:
    """Three."""

    def method(self, arg: int) -> int:
        """Four."""
        local = arg
        return local


if __name__ == "__main__":
    print(first(1.0))
'''


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "file.py"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_definitions_in_order_with_what_they_read(file: Path) -> None:
    found = Library([file.read_text("utf-8")]).definitions
    assert list(found) == ["first", "second", "Third"]
    assert found["first"].reads >= {"second", "math", "x"}
    assert found["first"].text.startswith("def first(")
    assert found["Third"].text.startswith("@decorated\nclass Third:")


def test_what_is_read_is_copied_along_in_the_order_of_the_files(file: Path) -> None:
    library = Library([file.read_text("utf-8")])
    assert [d.text.split("(")[0] for d in library.copied(["first"])] == ["def first", "def second"]
    assert [d.text.split("(")[0] for d in library.copied(["second"])] == ["def second"]
    assert library.copied(["nobody"]) == []


def test_imports_but_those_of_this_package(file: Path) -> None:
    found = Library([file.read_text("utf-8")]).imports
    assert found["math"] == {Import("math")}
    assert found["F"] == {Import("torch.nn", "functional", "F")}
    assert "total" not in found
    assert "annotations" not in found
    assert Import("math").is_standard
    assert Import("collections.abc", "Mapping").is_standard
    assert not Import("torch.nn", "functional", "F").is_standard


def test_names_that_files_use(file: Path) -> None:
    library = Library([file.read_text("utf-8")])
    assert library.globals >= {"first", "Third", "math", "F"}
    assert library.locals >= {"x", "arg", "local", "Name", "self"}
    assert "pi" not in library.locals


def test_the_frame_of_a_model(file: Path) -> None:
    frame = Skeleton([file.read_text("utf-8")])
    assert list(frame.methods) == ["method"]
    assert frame.methods["method"].startswith("    def method(self")
    assert frame.head("method")[0] == "def method(self, arg: int) -> int:"
    assert [line.strip() for line in frame.head("method")][1:] == ['"""Four."""', "local = arg"]
    assert "return local" not in "\n".join(frame.head("method"))
    assert frame.assignments == ("Name = str",)
    assert frame.main.startswith('if __name__ == "__main__":')


def test_reads_are_loads() -> None:
    assert reads(ast.parse("a = b + c(d)\nfor e in f: pass")) == {"b", "c", "d", "f"}


def test_kernels_are_there() -> None:
    assert {"normal_nll", "bernoulli_nll", "normal_kl"} <= kernels().definitions.keys()
    assert runtime().definitions
    assert "step" in skeleton().methods


def test_every_kernel_reads_what_some_file_defines_or_imports() -> None:
    """A definition that is copied into an emitted file brings along all that it needs."""
    for library in (kernels(), runtime()):
        known = library.globals | library.locals | named_within(library) | {*dir(builtins)}
        for name, definition in library.definitions.items():
            assert definition.reads <= known, name


def named_within(library: Library) -> set[str | None]:
    """The methods, and what exceptions are caught as."""
    nodes = (node for tree in library.trees for node in ast.walk(tree))
    return {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ExceptHandler)}
