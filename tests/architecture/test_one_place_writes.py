"""What training changes on a disk, two files change, so that it can be counted and made to fail."""

from __future__ import annotations

import ast
from pathlib import Path

import schematic.training
from schematic.training.checkpoint import atomic_file, folder_lock

WRITERS = {Path(str(module.__file__)) for module in (atomic_file, folder_lock)}
CHANGES = {
    *("write_text", "write_bytes", "unlink", "rename", "touch", "mkdir", "rmdir", "symlink_to"),
    *("hardlink_to", "fsync", "pwrite", "truncate", "ftruncate", "mkstemp", "tofile"),
}


def changes_in(file: Path) -> list[str]:
    """The calls of a file that change a disk, each with its line."""
    tree = ast.parse(file.read_text("utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [f"{file.name}:{call.lineno}" for call in calls if _changes(call)]


def _changes(call: ast.Call) -> bool:
    if isinstance(call.func, ast.Attribute):
        is_os = isinstance(call.func.value, ast.Name) and call.func.value.id == "os"
        return call.func.attr in CHANGES or (is_os and call.func.attr in ("write", "replace"))
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    modes = [*call.args[1:2], *(word.value for word in call.keywords if word.arg == "mode")]
    return name == "open" and any(
        isinstance(mode, ast.Constant) and set(str(mode.value)) & set("wax+") for mode in modes
    )


def test_training_writes_in_one_place() -> None:
    folder = Path(str(schematic.training.__file__)).parent
    files = sorted(set(folder.rglob("*.py")) - WRITERS)
    assert len(files) > 40
    assert [change for file in files for change in changes_in(file)] == []


def test_changes_are_found() -> None:
    for file in WRITERS:
        assert changes_in(file)
