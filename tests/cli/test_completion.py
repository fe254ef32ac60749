"""What the scripts for shells offer, asked of a shell that runs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from schematic.cli.commands import COMMANDS
from schematic.cli.parsers import parser_of
from schematic.cli.word_completion import SHELLS, completed
from schematic.data import EMBEDDED
from schematic.resources import zoo

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shell") / "sgm.bash"
    path.write_text(SHELLS["bash"].write(completed()), encoding="utf-8")
    return path


def offered(script: Path, folder: Path, *words: str) -> set[str]:
    """What bash offers for the last of the words behind `sgm`."""
    program = (
        f"source {script}\n"
        'COMP_WORDS=(sgm "$@"); COMP_CWORD=$#\n'
        "_sgm; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
    )
    run = ["bash", "--norc", "-euc", program, "bash", *words]
    said = subprocess.run(run, cwd=folder, capture_output=True, text=True, check=True)
    return {line for line in said.stdout.split("\n") if line}


@needs_bash
def test_bash_offers_what_fits_each_place(script: Path, tmp_path: Path) -> None:
    (tmp_path / "my gan.sgm").write_text("")
    (tmp_path / "runs").mkdir()
    assert offered(script, tmp_path, "") == {*COMMANDS, "--help", "--version"}
    assert offered(script, tmp_path, "tr") == {"train"}
    assert offered(script, tmp_path, "check", "") == {*zoo(), "my gan.sgm", "runs"}
    assert offered(script, tmp_path, "check", "vae", "ga") == {"gan", "gail"}
    assert offered(script, tmp_path, "train", "gan", "--schedule", "") == {
        "linear", "cosine", "constant",
    }  # fmt: skip
    assert offered(script, tmp_path, "train", "--data", "moons-") == {
        name for name in EMBEDDED if name.startswith("moons-")
    }
    assert offered(script, tmp_path, "train", "gan", "--steps", "") == set()
    assert offered(script, tmp_path, "evaluate", "r") == {"runs"}
    assert offered(script, tmp_path, "explain", "SGM101") == {"SGM101"}
    assert offered(script, tmp_path, "help", "co") == {
        name for name in COMMANDS if name.startswith("co")
    }
    assert offered(script, tmp_path, "derive", "gan", "--st") == {"--steps"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_offered(name: str) -> None:
    (found,) = (each for each in completed() if each.name == name)
    actions = parser_of(name)._actions
    assert set(found.flags) == {flag for each in actions for flag in each.option_strings}
    for each in actions:
        for flag in each.option_strings:
            assert (flag in found.values) == (each.nargs != 0)


@pytest.mark.parametrize("shell", SHELLS.words)
def test_every_shell_has_every_command_and_spec(shell: str) -> None:
    text = SHELLS[shell].write(completed())
    for word in (*COMMANDS, *zoo(), *EMBEDDED, "--schedule", "cosine", "SGM101"):
        assert word in text or (shell == "fish" and word.removeprefix("--") in text)
    if shutil.which(shell):
        program = [shell, "-n", "/dev/stdin"]
        subprocess.run(program, input=text, text=True, check=True)
