"""What a command does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.test_bad_input import ENVIRONMENT

HEAVY = ("torch", "numpy", "rich", "matplotlib", "sklearn", "safetensors", "PIL")


@pytest.mark.parametrize(
    "words",
    [["check", "gan"], ["derive", "gan"], ["zoo"], ["explain", "SGM101"], ["--help"], ["fmt", "-"]],
    ids=lambda words: words[0],
)
def test_light_commands_import_nothing_heavy(words: list[str]) -> None:
    program = (
        "import sys\n"
        "from schematic.cli import main\n"
        f"status = main({words!r})\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], status, file=sys.stderr)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        input="model A\n",
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stderr.splitlines()[-1].startswith("[]")


def test_the_package_itself_imports_no_torch() -> None:
    program = "import schematic.training, sys; assert 'torch' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, check=True)
