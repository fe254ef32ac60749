"""`sgm verify`: a receipt a file, exit 1 where a row fails, and options that make sense."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import schematic.verify
from schematic.cli import main
from schematic.graph import Schematic
from schematic.verify.receipt import Receipt, judged


def test_prints_a_receipt(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "gan", "vae", "--draws", "0"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("GAN: verified by exact enumeration in float64, seed 0\n")
    assert "[Hu2018, eq. 6]" in out
    assert "\n\nVAE: verified" in out
    assert "0 failed" in out


def test_json_is_a_list_of_receipts(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["verify", "vae", "--seed", "4", "--draws", "300", "--format", "json"]
    assert main(arguments) == 0
    (receipt,) = json.loads(capsys.readouterr().out)
    assert (receipt["name"], receipt["seed"], receipt["draws"]) == ("VAE", 4, 300)
    assert receipt["passed"] is True


def test_a_failing_row_is_exit_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(schematic: Schematic, *, seed: int, draws: int) -> Receipt:
        return Receipt(schematic.name, seed, draws, (judged("a = b", "[A]", 1.0),))

    monkeypatch.setattr(schematic.verify, "verify", refuse)
    assert main(["verify", "gan"]) == 1
    assert "1 failed" in capsys.readouterr().out


def test_a_broken_spec_is_exit_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "broken.sgm"
    path.write_text("model M\nlatent z : real[2]\n", encoding="utf-8")
    assert main(["verify", str(path)]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("words", [["--draws", "-1"], ["--seed", "x"], ["--format", "sarif"], []])
def test_wrong_use_is_exit_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *(["gan"] if words else []), *words]) == 2
    assert "usage" in capsys.readouterr().err
