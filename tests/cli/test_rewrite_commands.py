"""The commands `rewrite`, `equal`, `path` and `atlas`."""

from __future__ import annotations

from pathlib import Path

import pytest

import schematic
from schematic.cli.entry import run
from schematic.diagnostics import Source
from schematic.resources import zoo
from schematic.rewrites.sameness.equality import equal
from schematic.syntax.format import format_source

SPEC = """\
# A note on all of it.

model GAN "Goodfellow et al., 2014"  # a title

# The data.
visible   x : unit ~ data       # pictures
latent    z : real[4] ~ Normal(0, 1)
indicator y : {fake, real}

# How samples are made.
z ..|> x = G[θ]  # a map
x -!> y ~ D[φ]   # a judge

net G = mlp(8)  # small
"""

REWRITTEN = """\
# A note on all of it.

model InfoGAN "Chen et al., 2016"

# The data.
visible   x : unit    ~ data          # pictures
latent    z : real[4] ~ Normal(0, 1)
indicator y : {fake, real}

# How samples are made.
z ..|> x = G[θ]  # a map
x -!>  y ~ D[φ]  # a judge
x ->   z ~ Q[η]

net G = mlp(8)  # small
"""


def test_path_prints_the_papers_own_chain(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["path", str(zoo()["gan"]), str(zoo()["vae"])]) == 0
    printed = capsys.readouterr().out
    assert printed == "add code z | swap processes | degenerate y | drop y\n"


def test_path_says_that_there_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["path", "gan", "helmholtz", "--limit", "3"]) == 1
    assert "within 3" in capsys.readouterr().err


def test_equal(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["equal", "gan", "gan"]) == 0
    assert run(["equal", "gan", "vae"]) == 1
    assert "only the first has indicator `y`" in capsys.readouterr().out


def test_rewrite_keeps_the_comments_that_apply(tmp_path: Path) -> None:
    before, after = tmp_path / "gan.sgm", tmp_path / "info.sgm"
    before.write_text(SPEC, encoding="utf-8")
    assert run(["rewrite", str(before), "add", "code", "z", "-o", str(after)]) == 0
    assert after.read_text(encoding="utf-8") == REWRITTEN
    assert format_source(Source("a", REWRITTEN)) == REWRITTEN


def test_rewrite_shows_three_diffs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    picture = tmp_path / "swap.svg"
    assert run(["rewrite", "infogan", "swap processes", "--picture", str(picture)]) == 0
    printed = capsys.readouterr().out
    assert "-z ..|> x = G[θ]" in printed
    assert "+z ->   x ~ G[θ]" in printed
    assert "objective\n" in printed
    assert picture.read_bytes().startswith(b"<svg")


def test_rewrite_to_standard_output_is_the_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rewrite", "gan", "add code z", "swap processes", "-o", "-"]) == 0
    printed = capsys.readouterr().out
    assert equal(schematic.parse(printed), schematic.load(zoo()["aavae"]), sizes=False)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["rewrite", "vae", "swap processes"], 1),
        (["rewrite", "vae", "turn around"], 1),
        (["rewrite", "gan", "add code z", "--picture", "out.gif"], 2),
        (["atlas", "gan", "-o", "out.gif"], 2),
    ],
)
def test_what_goes_wrong_has_a_cure(
    words: list[str], status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == status
    assert "cure" in capsys.readouterr().err


def test_atlas_lists_and_draws(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawn = tmp_path / "atlas.svg"
    assert run(["atlas", "gan", "--depth", "2", "-o", str(drawn)]) == 0
    printed = capsys.readouterr().out
    assert "InfoGAN: GAN, add code z" in printed
    assert "(2) GAN, swap processes\n    φ minimises" in printed
    assert drawn.read_bytes().startswith(b"<?xml")
