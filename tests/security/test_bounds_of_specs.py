"""A spec that is no file, has no end or asks for too much is refused, quickly, in little memory."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from schematic.diagnostics import Source
from schematic.diagnostics.report import write_text
from schematic.graph.elaborate_nets import MOST_LAYERS
from schematic.pipeline import examine
from schematic.regular_file import read_bytes
from schematic.rewrites.atlas import walk
from schematic.syntax.parse import MOST_BYTES, MOST_STATEMENTS
from tests.security.measured import sgm

MEMORY = 150  # MB, of which Python and Lark take 25
VAE = """\
model A
visible x : real[2] ~ data
latent z : real[2] ~ Normal(0, 1)
z -> x ~ G[θ]
x ..> z ~ E[η]
"""


def codes(text: str) -> set[str]:
    """The codes of the errors of a text."""
    return {f.code for f in examine(Source.of("a.sgm", text)).findings if f.severity == "error"}


def strange_files(folder: Path) -> dict[str, str]:
    """Paths that are no files, each with what a message calls it."""
    os.mkfifo(folder / "pipe.sgm")
    (folder / "link.sgm").symlink_to("/dev/zero")
    (folder / "folder.sgm").mkdir()
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind(str(folder / "socket.sgm"))
    return {
        "/dev/zero": "is a device",
        "link.sgm": "is a device",
        "pipe.sgm": "is a named pipe",
        "folder.sgm": "is a directory",
        "socket.sgm": "is a socket",
        "a\0b": "null byte",
    }


@pytest.mark.parametrize("command", ["check", "fmt"])
def test_what_is_no_file_is_refused_at_once(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    strange = strange_files(tmp_path)
    strange.pop("a\0b")
    done = sgm(command, *strange, folder=tmp_path)
    assert done.status == 1
    for name, what in strange.items():
        assert f"{name}: {what}" in done.said
    assert done.said.count("SGM107") == len(strange)
    assert done.peak < MEMORY


def test_a_base_that_is_no_file_is_refused(tmp_path: Path) -> None:
    strange_files(tmp_path)
    for name in ("pipe", "folder", "socket"):
        (tmp_path / "a.sgm").write_text(f'model A = swap processes in "{name}.sgm"\n')
        done = sgm("check", "a.sgm", folder=tmp_path)
        assert (done.status, "SGM704" in done.said) == (1, True)


@pytest.mark.parametrize("command", ["check", "fmt"])
def test_standard_input_without_end_is_refused(command: str, tmp_path: Path) -> None:
    done = sgm(command, "-", folder=tmp_path, stdin=Path("/dev/zero"))
    assert (done.status, "SGM112" in done.said) == (1, True)
    assert done.peak < MEMORY


def test_a_large_file_is_not_read_on(tmp_path: Path) -> None:
    with (tmp_path / "a.sgm").open("wb") as file:
        file.truncate(100 * 2**30)  # a sparse file of 100 GB
    done = sgm("check", "a.sgm", folder=tmp_path)
    assert (done.status, "SGM112" in done.said) == (1, True)
    assert done.peak < MEMORY


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a" * 10)
    assert read_bytes(tmp_path / "a", 10) == b"a" * 10
    with pytest.raises(OSError, match="more than 9 bytes"):
        read_bytes(tmp_path / "a", 9)


def test_many_statements_are_one_finding(tmp_path: Path) -> None:
    line = "latent z : real[2]\n"
    (tmp_path / "a.sgm").write_text(line * (MOST_STATEMENTS + 1))
    assert (tmp_path / "a.sgm").stat().st_size < MOST_BYTES
    done = sgm("check", "a.sgm", folder=tmp_path)
    assert (done.status, done.said.count("error["), "SGM113" in done.said) == (1, 1, True)
    assert done.peak < 600
    assert done.seconds < 20


def test_brackets_do_not_nest_deeply() -> None:
    for opened, closed in ("()", "[]", "{}"):
        deep = VAE + f"net G = mlp{opened * 40_000}{closed * 40_000}\n"
        assert codes(deep) == {"SGM101"}
        assert codes(VAE + f"net G = mlp{opened * 40_000}\n") <= {"SGM101", "SGM105"}


def test_deep_nets_are_refused(tmp_path: Path) -> None:
    deep = ", ".join(["64"] * 20_000)
    (tmp_path / "a.sgm").write_text(f"{VAE}net G = mlp({deep})\n")
    done = sgm("check", "a.sgm", folder=tmp_path)
    assert (done.status, "SGM640" in done.said) == (1, True)
    assert done.peak < MEMORY
    allowed = ", ".join(["64"] * MOST_LAYERS)
    assert codes(f"{VAE}net G = mlp({allowed})\n") == set()
    assert codes(f"{VAE}let d = 2\nnet G = mlp({', '.join('d' * 1_001)})\n") == {"SGM640"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("x : real[2]", "x : real[1000000000000]", "SGM216"),
        ("x : real[2]", "x : real[100000, 100000]", "SGM207"),
        ("z : real[2]", "z : cat[10000000000]", "SGM216"),
        ("E[η]", "E[η] {samples = 1000000000}", "SGM209"),
    ],
)
def test_large_numbers_are_refused(old: str, new: str, code: str) -> None:
    assert code in codes(VAE.replace(old, new))


@pytest.mark.slow
def test_nets_that_no_memory_holds_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.sgm").write_text(f"{VAE}net G = mlp(1000000000, 1000000000)\n")
    done = sgm("train", "a.sgm", "--data", "ring", "--steps", "1", folder=tmp_path)
    assert (done.status, "SGM612" in done.said) == (1, True)
    assert done.peak < 1_500
    assert not (tmp_path / "runs").exists() or not any((tmp_path / "runs").glob("*/*.py"))


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/etc/hostname", "relative"),
        ("/dev/zero", "relative"),
        ("~/a.sgm", "relative"),
        (r"C:\a.sgm", "relative"),
        (r"\\host\a.sgm", "relative"),
        ("https://example.org/a.sgm", "network"),
        ("file:///a.sgm", "network"),
        ("../../secret.txt", ".sgm"),
        (".sgm", ".sgm"),
        ("link.sgm", "link"),
        ("round.sgm", ""),
    ],
)
def test_paths_that_a_spec_may_not_name(path: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("root:secret-word\n")
    (tmp_path / "link.sgm").symlink_to("secret")
    (tmp_path / "round.sgm").symlink_to("round.sgm")
    source = Source.of(str(tmp_path / "a.sgm"), f'model A = swap processes in "{path}"\n')
    findings = examine(source).findings
    assert [f.code for f in findings] in (["SGM115"], ["SGM704"])
    assert why in findings[0].cause
    assert "secret-word" not in write_text(findings, source)


def test_a_spec_beside_and_above_may_be_named(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "base.sgm").write_text(VAE)
    (inner / "b.sgm").symlink_to(tmp_path / "base.sgm")
    for path in ("../base.sgm", "b.sgm", "./b.sgm"):
        text = f'model A = match z by nothing in "{path}"\n'
        found = examine(Source.of(str(inner / "a.sgm"), text)).findings
        assert "SGM115" not in {f.code for f in found}
        assert "SGM704" not in {f.code for f in found}


@pytest.mark.parametrize(
    ("ring", "why"), [(False, "more than 100 specs"), (True, "s0.sgm → s1.sgm → s2.sgm → s0.sgm")]
)
def test_chains_of_specs_end(ring: bool, why: str, tmp_path: Path) -> None:
    length = 3 if ring else 1_000
    for number in range(length):
        onward = (number + 1) % length if ring else number + 1
        text = f'model A = swap processes in "s{onward}.sgm"\n'
        (tmp_path / f"s{number}.sgm").write_text(text)
    (tmp_path / "s1000.sgm").write_text(VAE)
    done = sgm("check", "s0.sgm", folder=tmp_path)
    assert (done.status, done.said.count("error[SGM70")) == (1, 1)
    assert why in done.said
    assert done.peak < MEMORY


def test_an_atlas_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    import schematic
    from schematic.resources import zoo

    gan = schematic.load(zoo()["gan"])
    whole = walk.atlas(gan, 50)
    assert whole.whole
    monkeypatch.setattr(walk, "MOST_STOPS", 5)
    part = walk.atlas(gan, 50)
    assert (len(part.stops), part.whole) == (5, False)
    assert [s.chain for s in part.stops] == [s.chain for s in whole.stops[:5]]
    assert {way.head for way in part.ways} <= set(range(5))
    assert not walk.atlas(gan, 0).ways and walk.atlas(gan, 0).whole


def test_an_atlas_of_many_arrows_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    import schematic

    chain = schematic.load("deep-kalman")
    monkeypatch.setattr(walk, "MOST_EFFORT", 2_000)
    part = walk.atlas(chain)
    assert not part.whole and len(part.stops) > 10
    assert {way.tail for way in part.ways} == {0}
