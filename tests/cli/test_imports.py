"""What a command does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.test_bad_input import ENVIRONMENT

HEAVY = ("torch", "numpy", "rich", "matplotlib", "sklearn", "safetensors", "PIL")


def imported(words: list[str], until: str = "") -> tuple[set[str], int]:
    """The modules that a command has imported, and its exit status.

    Args:
        words: behind `sgm`.
        until: a function in front of whose first call to look, instead of at the end.
    """
    module, _, function = until.rpartition(".")
    program = (
        "import importlib, sys\n"
        "from schematic.cli import main\n"
        "def look(*given):\n"
        "    print('LOOK', *sys.modules, file=sys.stderr)\n"
        "    return ()\n"
        f"if {module!r}: setattr(importlib.import_module({module!r}), {function!r}, look)\n"
        f"status = main({words!r})\n"
        f"if not {module!r}: look()\n"
        "sys.exit(status)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        input="model A\n",
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    seen = [line.split()[1:] for line in said.stderr.splitlines() if line.startswith("LOOK ")]
    assert len(seen) == 1, said.stderr
    return set(seen[0]), said.returncode


@pytest.mark.parametrize(
    "words",
    [
        ["check", "gan"],
        ["derive", "gan"],
        ["zoo"],
        ["explain", "SGM101"],
        ["--help"],
        ["help", "check"],
        ["fmt", "-"],
    ],
    ids=lambda words: words[0],
)
def test_light_commands_import_nothing_heavy(words: list[str]) -> None:
    modules, status = imported(words)
    assert status == 0
    assert not set(HEAVY) & modules


BEYOND_TORCH = ("torch._dynamo", "sympy", "matplotlib", "sklearn", "scipy", "networkx", "rich")
"""What a run may need at its end or never, and what takes about as long to import as torch."""


@pytest.mark.parametrize(
    "words",
    [
        ["train", "vea"],
        ["train", "vae", "--data", "mnits"],
        ["train", "gan", "--data", "digits-halves"],
        ["train", "gan", "--data", "ring", "--lr", "phi=fast"],
        ["sample", "no-run"],
        ["evaluate", "no-run"],
        ["data", "mnits"],
    ],
    ids=" ".join,
)
def test_mistakes_are_told_before_torch_is_imported(words: list[str]) -> None:
    modules, status = imported(words)
    assert status in (1, 2)
    assert not {"torch", *BEYOND_TORCH} & modules


def test_the_manual_of_all_commands_needs_no_torch() -> None:
    modules, status = imported(["man"])
    assert status == 0
    assert not {"torch", *BEYOND_TORCH} & modules


def test_training_begins_without_what_it_needs_later_or_never(tmp_path: Path) -> None:
    """Up to its first step, and through it, a run imports of all that is heavy torch alone."""
    words = [
        "train",
        "vae",
        "--data",
        "digits-binary",
        "--steps",
        "1",
        "--out",
        str(tmp_path / "r"),
    ]
    modules, status = imported(words, until="schematic.training.pictures.run_picture.draw_pictures")
    assert status == 0
    assert "torch" in modules
    assert not set(BEYOND_TORCH) & modules


def test_the_package_itself_imports_no_torch() -> None:
    program = "import schematic.training, sys; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=True)
