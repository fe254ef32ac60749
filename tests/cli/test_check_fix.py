"""`sgm check --fix` writes cures and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from schematic.cli import main

SOUND = """model A
visible   x : unit[2] ~ data
latent    z : real[2] ~ Normal(0, 1)
indicator y : {fake, real}
z ..|> x = G[θ]
x -!>  y ~ D[φ]
"""
WRONG = (
    SOUND.replace("Normal", "Norml").replace(": unit", "： unit").replace("..|> x =", "..|> x ~")
)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_marks_stay(tmp_path: Path, end: str, mark: str) -> None:
    file = tmp_path / "a.sgm"
    file.write_bytes((mark + WRONG.replace("\n", end)).encode())
    assert main(["check", "--fix", str(file)]) == 0
    assert file.read_bytes() == (mark + SOUND.replace("\n", end)).encode()


def test_line_ends_of_two_sorts_stay(tmp_path: Path) -> None:
    file = tmp_path / "a.sgm"
    first, rest = WRONG.split("\n", 1)
    file.write_bytes(f"{first}\r\n{rest}".encode())
    assert main(["check", "--fix", str(file)]) == 0
    assert file.read_bytes() == SOUND.replace("model A\n", "model A\r\n").encode()


def test_it_says_what_it_did_and_what_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.sgm"
    file.write_text(WRONG + "q -> x ~ K[θ]\n", encoding="utf-8")
    assert main(["check", "--fix", "--format", "concise", str(file)]) == 1
    out, err = capsys.readouterr()
    assert "cured SGM203: no family is called `Norml`" in err
    assert "SGM202" in out
    assert "SGM203" not in out


def test_nothing_is_written_where_nothing_is_cured(tmp_path: Path) -> None:
    file = tmp_path / "a.sgm"
    file.write_text(SOUND + "q -> x ~ K[θ]\n", encoding="utf-8")
    before = file.stat()
    assert main(["check", "--fix", str(file)]) == 1
    assert file.stat().st_mtime_ns == before.st_mtime_ns
    assert file.stat().st_ino == before.st_ino


def test_a_difference_is_shown_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.sgm"
    file.write_text(WRONG, encoding="utf-8")
    assert main(["check", "--diff", str(file)]) == 1
    assert "+latent    z : real[2] ~ Normal(0, 1)" in capsys.readouterr().out
    assert file.read_text(encoding="utf-8") == WRONG
    assert main(["check", "--fix", str(file)]) == 0
    assert main(["check", "--diff", str(file)]) == 0


@pytest.mark.parametrize("name", ["-", "gan"])
def test_only_files_of_ones_own_are_cured(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--fix", name]) == 2
    assert "error" in capsys.readouterr().err
