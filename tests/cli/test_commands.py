"""Every command does what its help says."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from schematic import __version__, load
from schematic.cli.commands import COMMANDS
from schematic.resources import zoo, zoo_groups
from tests.cli.conftest import Sgm

BROKEN = "model M\nvisible x : unit ~ dta\nz -> x ~ G[θ]\n"


def test_help_names_every_command(sgm: Sgm) -> None:
    said = sgm("--help")
    assert said.status == 0
    assert all(f"  {name} " in said.out for name in COMMANDS)
    assert sgm().status == 2


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(name: str, sgm: Sgm) -> None:
    said = sgm(name, "--help")
    assert said.status == 0
    assert said.out.startswith(f"usage: sgm {name}")


def test_version(sgm: Sgm) -> None:
    assert sgm("--version").out == f"sgm {__version__}\n"


@pytest.mark.parametrize("name", zoo())
def test_shipped_specs_have_no_findings(name: str, sgm: Sgm) -> None:
    said = sgm("check", name)
    assert (said.status, said.out, said.err) == (0, f"{name}.sgm: no findings\n", "")


def test_check_finds(sgm: Sgm) -> None:
    said = sgm("check", "-", stdin=BROKEN)
    assert said.status == 1
    assert "error[SGM" in said.out
    assert "<stdin>:2:" in said.out
    assert said.err == ""


def test_check_formats(sgm: Sgm) -> None:
    Path("a.sgm").write_text(BROKEN, "utf-8")
    lines = sgm("check", "a.sgm", "gan", "--format", "concise").out.splitlines()
    assert all(line.startswith("a.sgm:") for line in lines)
    found = json.loads(sgm("check", "a.sgm", "a.sgm", "gan", "--format", "json").out)
    assert len(found) == 2 * len(lines)
    log = json.loads(sgm("check", "a.sgm", "gan", "--format", "sarif").out)
    assert [len(run["results"]) for run in log["runs"]] == [len(lines), 0]
    assert sgm("check", "gan", "--format", "concise").out == ""


def test_check_takes_settings_and_shapes(sgm: Sgm) -> None:
    assert sgm("check", "vae", "--set", "d=8", "--shape", "x=1,28,28").status == 0
    said = sgm("check", "vae", "--set", "e=8")
    assert said.status == 1
    assert "e" in said.out
    assert sgm("check", "vae", "--set", "d=abc").status == 2
    assert sgm("check", "vae", "--shape", "x=1,0").status == 2


def test_a_file_goes_before_a_shipped_spec(sgm: Sgm) -> None:
    Path("gan").write_text(BROKEN, "utf-8")
    assert sgm("check", "gan").status == 1


def test_fmt_in_place_and_twice(sgm: Sgm) -> None:
    text = zoo()["gan"].read_text("utf-8")
    loose = text.replace(" ~ ", "   ~ ").replace("net G = mlp(", "net G=mlp( ")
    Path("a.sgm").write_text(loose, "utf-8")
    assert sgm("fmt", "a.sgm", "--check").status == 1
    assert Path("a.sgm").read_text("utf-8") == loose
    diff = sgm("fmt", "a.sgm", "--diff")
    assert diff.status == 1
    assert "-net G=mlp( " in diff.out
    assert sgm("fmt", "a.sgm").status == 0
    assert load("a.sgm") == load(zoo()["gan"])
    assert sgm("fmt", "a.sgm", "--check").status == 0
    assert sgm("fmt", "-", stdin=loose).out == Path("a.sgm").read_text("utf-8")


def test_fmt_keeps_line_ends_and_leaves_broken_files(sgm: Sgm) -> None:
    Path("a.sgm").write_bytes(b"model   A\r\nvisible x : unit ~ data\r\n")
    broken = "model   B\nz ->\n"
    Path("b.sgm").write_text(broken, "utf-8")
    said = sgm("fmt", "b.sgm", "a.sgm")
    assert said.status == 1
    assert "SGM" in said.err
    assert Path("b.sgm").read_text("utf-8") == broken
    assert Path("a.sgm").read_bytes().startswith(b"model A\r\nvisible ")


@pytest.mark.parametrize("ending", ["svg", "dot"])
def test_render(ending: str, sgm: Sgm) -> None:
    said = sgm("render", "gan", "-o", f"gan.{ending}")
    assert (said.status, said.out, said.err) == (0, "", "")
    assert Path(f"gan.{ending}").stat().st_size > 200
    assert sgm("render", "gan", "-o", "gan.xyz").status == 2
    assert "--to svg" in sgm("render", "gan", "-o", "gan").err


@pytest.mark.parametrize(("to", "part"), [("text", "softplus"), ("latex", "\\"), ("json", "{")])
def test_derive(to: str, part: str, sgm: Sgm) -> None:
    said = sgm("derive", "gan", "--to", to)
    assert said.status == 0
    assert part in said.out
    sgm("derive", "gan", "--to", to, "-o", "out")
    assert Path("out").read_text("utf-8").strip() == said.out.strip()


def test_compile(sgm: Sgm) -> None:
    said = sgm("compile", "vae", "--shape", "x=1,8,8", "--set", "d=3")
    assert said.status == 0
    compile(said.out, "vae.py", "exec")
    assert sgm("compile", "vae", "--data", "digits", "--set", "d=3").out == said.out
    assert sgm("compile", "vae", "--data", "digits", "-o", "vae.py").status == 0
    missing = sgm("compile", "vae")
    assert missing.status == 1
    assert "--shape x=" in missing.err


def test_explain(sgm: Sgm) -> None:
    assert sgm("explain", "SGM101").out == sgm("explain", "101").out
    assert "SGM101" in sgm("explain").out
    said = sgm("explain", "SGM999")
    assert said.status == 2
    assert "cure:" in said.err


def test_zoo(sgm: Sgm) -> None:
    said = sgm("zoo")
    groups = [block.splitlines() for block in said.out.split("\n\n")]
    assert [group[0] for group in groups] == list(zoo_groups())
    assert groups[0][0] == "the paper"
    listed = [line.split()[0] for group in groups for line in group[1:]]
    assert listed == list(zoo())
    assert "Goodfellow" in said.out
    assert sgm("zoo", "gan").out == zoo()["gan"].read_text("utf-8")
    assert "did you mean `gan`" in sgm("zoo", "gann").err


def test_new(sgm: Sgm) -> None:
    said = sgm("new", "Mine")
    assert said.status == 0
    assert sgm("check", "mine.sgm").status == 0
    assert sgm("fmt", "--check", "mine.sgm").status == 0
    assert load("mine.sgm").name == "Mine"
    again = sgm("new", "Mine")
    assert again.status == 2
    assert "is there already" in again.err
    assert sgm("new", "Mine", "--from", "gan", "--force").status == 0
    assert load("mine.sgm").name == "Mine"
    assert load("mine.sgm").factors == load(zoo()["gan"]).factors
    assert sgm("new", "-o", "-").out.startswith("model Model")
    assert sgm("new", "no name").status == 2


@pytest.mark.slow
def test_train_sample_evaluate(sgm: Sgm) -> None:
    said = sgm("train", "vae", "--steps", "6", "--batch", "8", "--set", "d=3")
    assert said.status == 0
    assert said.out.startswith(f"runs{os.sep}vae-digits: step 6, loss θ,η ")
    assert "step 6 of 6" in said.err
    assert sgm("sample", "runs/vae-digits", "-n", "4", "-o", "s.npy").status == 0
    import numpy as np

    assert np.load("s.npy").shape == (4, 1, 8, 8)
    assert sgm("sample", "runs/vae-digits", "-n", "4").status == 0
    assert Path("runs/vae-digits/samples-4.png").read_bytes().startswith(b"\x89PNG")
    assert sgm("sample", "runs/vae-digits", "-o", "s.txt").status == 2
    table = sgm("evaluate", "runs/vae-digits", "--draws", "1").out
    assert table.startswith("bound ")
    named = json.loads(
        sgm("evaluate", "runs/vae-digits", "--format", "json", "--data", "digits-binary").out
    )
    assert named[0]["name"] == "bound"
    assert "a run already" in sgm("train", "vae", "--steps", "6").err
    more = sgm("train", "runs/vae-digits", "--resume", "--steps", "8", "--quiet")
    assert more.status == 0
    assert [line.partition(", on cpu, ")[0] for line in more.err.splitlines()] == [
        "sgm: data: digits: 1,797 images 1×8×8 in [0, 1] as x, labels not used, 297 held out",
        "sgm: steps: 2 of 8 examples",
    ]
    assert "step 8" in more.out
    assert sgm("train", "vae", "--resume", "--set", "d=3", "--quiet").status == 0


@pytest.mark.slow
def test_samples_come_in_the_units_of_the_data(sgm: Sgm) -> None:
    import numpy as np

    assert sgm("train", "gan", "--data", "ring", "--steps", "3", "--quiet").status == 0
    assert sgm("sample", "runs/gan-ring", "-o", "a.npy").status == 0
    assert sgm("sample", "runs/gan-ring", "-o", "b.npy").status == 0
    samples = np.load("a.npy")
    assert samples.shape == (100, 2)
    assert np.array_equal(samples, np.load("b.npy"))
    np.save("ring.npy", samples)
    assert sgm("evaluate", "runs/gan-ring", "--data", "ring.npy").status == 0


@pytest.mark.slow
def test_what_does_not_sample_says_so(sgm: Sgm) -> None:
    assert sgm("train", "ada", "--steps", "2", "--quiet").status == 0
    said = sgm("sample", "runs/ada-moons-rotated")
    assert said.status == 2
    assert "does not sample data" in said.err


def test_derive_writes_a_whole_article(sgm: Sgm) -> None:
    said = sgm("derive", "gan", "--article")
    assert said.out.startswith("\\documentclass")
    formulas = sgm("derive", "gan", "--to", "latex").out.split(r"\begin{align*}")[1:]
    assert formulas
    assert all(each.partition(r"\end{align*}")[0] in said.out for each in formulas)


def test_the_ending_of_a_file_says_how_an_objective_is_written(sgm: Sgm) -> None:
    for file, begin in {
        "a.tex": r"\paragraph{GAN",
        "a.json": "{",
        "a.md": "# GAN",
        "a.txt": "GAN · ",
        "a": "GAN · ",
    }.items():
        assert sgm("derive", "gan", "-o", file).status == 0
        assert Path(file).read_text().startswith(begin)
    for file, begin in {"s.tex": r"\begin{enumerate}", "s.json": "[", "s.md": "1. *"}.items():
        assert sgm("derive", "gan", "--steps", "-o", file).status == 0
        assert Path(file).read_text().startswith(begin)
    assert sgm("derive", "gan", "--steps", "--to", "latex").out == Path("s.tex").read_text()
    for words in (("-o", "a.foo"), ("--steps", "-o", "a.svg")):
        said = sgm("derive", "gan", *words)
        assert (said.status, Path(words[-1]).exists()) == (2, False)
        assert ".txt, .tex, .json, .md" in said.err
    assert sgm("derive", "gan", "--to", "text", "-o", "a.foo").status == 0
    assert sgm("derive", "gan", "--article", "-o", "n.tex").status == 0
    assert r"\begin{tikzpicture}" in Path("n.tex").read_text()


@pytest.mark.parametrize(
    "words",
    [
        ("--to", "json", "-o", "a.tex"),
        ("--article", "-o", "a.md"),
        ("--article", "--to", "text"),
    ],
)
def test_forms_of_an_objective_that_clash_are_refused(words: tuple[str, ...], sgm: Sgm) -> None:
    said = sgm("derive", "gan", *words)
    assert said.status == 2
    assert "leave " in said.err
    assert not list(Path.cwd().iterdir())
