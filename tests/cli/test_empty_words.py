"""No command takes an empty word, as `--out "$DIR"` is where DIR is not set."""

from __future__ import annotations

import pytest

from schematic.cli.commands import COMMANDS
from schematic.cli.described import describe
from schematic.cli.parsers import parser_of
from tests.cli.conftest import Sgm


@pytest.mark.parametrize("command", COMMANDS)
def test_an_option_takes_no_empty_word(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    parser = parser_of(command)
    for option in describe(command).options:
        if not option.metavar:
            continue
        for flag in option.flags:
            with pytest.raises(SystemExit, match="2"):
                parser.parse_args([flag, ""])
            said = capsys.readouterr().err
            assert f"argument {'/'.join(option.flags)}: " in said


@pytest.mark.parametrize("words", ["check", "new", "explain", "help", "zoo", "evaluate"])
def test_nor_does_a_command_itself(words: str, sgm: Sgm) -> None:
    said = sgm(words, "")
    assert said.status == 2
    assert "it is empty; give it a value, or leave it out" in said.err


def test_an_empty_folder_is_not_the_one_that_a_run_has_by_itself(sgm: Sgm) -> None:
    said = sgm("train", "gan", "--data", "ring", "--steps", "1", "--out", "")
    assert said.status == 2
    assert "argument -o/--out: it is empty" in said.err
