"""What README.md and the pages tell a reader to type works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from docs.press.places import ROOT, pages
from schematic.cli.commands import COMMANDS
from schematic.cli.entry import run as sgm
from tests.docs.markdown import code_blocks

README = (ROOT / "README.md").read_text(encoding="utf-8")
DEAR = {"train", "evaluate", "sample", "verify", "play", "lsp"}  # slow, or in need of a run


def _commands(page: str) -> list[str]:
    """The lines behind a prompt, without their comments."""
    lines = (line for block in code_blocks(page, "console") for line in block.splitlines())
    return [line[2:].partition("  #")[0].partition(" # ")[0] for line in lines if line[:2] == "$ "]


def test_cheap_commands_work_in_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [shlex.split(command)[1:] for command in _commands(README) if command[:4] == "sgm "]
    cheap = [command for command in words if command[0] not in DEAR]
    assert len(cheap) >= 5
    assert {" ".join(command): sgm(command) for command in cheap} == {
        " ".join(command): 0 for command in cheap
    }


def test_every_command_exists() -> None:
    named = {
        word
        for page in pages()
        for word in re.findall(
            r"(?:(?<!`)`|^\$ )sgm ([a-z]+)", page.read_text("utf-8"), re.MULTILINE
        )
    }
    assert named - set(COMMANDS) == set()


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    targets = set(re.findall(r"(?:`|^\$ )make ([a-z]+)", text, re.MULTILINE))
    assert targets - set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE)) == set()
