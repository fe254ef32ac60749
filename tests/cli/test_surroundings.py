"""Closed streams, a folder that is gone, packages that are missing, other ways to be installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest

import schematic
from schematic.resources import folder
from tests.cli.test_bad_input import shell

PACKAGE = Path(schematic.__file__).parent


def missing(module: str, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command where a module is not installed."""
    program = (
        f"import sys; sys.modules[{module!r}] = None\n"
        f"from schematic.cli import main; sys.exit(main({list(words)!r}))"
    )
    return run([sys.executable, "-c", program], cwd, PACKAGE.parent)


def run(command: list[str], cwd: Path, path: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(path), "OMP_NUM_THREADS": "1", "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def test_a_closed_output_is_told(tmp_path: Path) -> None:
    done = shell("$SGM check gan >&-", tmp_path)
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "sgm: error: standard output is closed"
    done = shell("$SGM derive gan -o gan.txt >&-", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Goodfellow" in (tmp_path / "gan.txt").read_text("utf-8")


def test_a_closed_error_output_costs_only_messages(tmp_path: Path) -> None:
    assert shell("$SGM check nothing 2>&-", tmp_path).returncode == 1
    assert shell("$SGM nothing >&- 2>&-", tmp_path).returncode == 2
    done = shell("$SGM derive gan -o gan.txt >&- 2>&- <&-", tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "gan.txt").read_text("utf-8").startswith("GAN")


def test_a_closed_input_is_told(tmp_path: Path) -> None:
    done = shell("$SGM check - <&-", tmp_path)
    assert done.returncode == 2
    assert "standard input is closed" in done.stderr
    assert "cure:" in done.stderr
    assert shell("$SGM check gan <&-", tmp_path).returncode == 0


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    done = shell("cd gone && rmdir ../gone && $SGM check gan", tmp_path)
    assert done.returncode == 2
    assert "the working folder is gone" in done.stderr
    assert "cure:" in done.stderr


def test_a_terminal_that_has_no_greek(tmp_path: Path) -> None:
    ascii_only = "LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 PYTHONIOENCODING=ascii"
    done = shell(f"{ascii_only} $SGM derive gan", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"\u03b8 trains G" in done.stdout
    done = shell(f"{ascii_only} $SGM derive gan -o gan.txt", tmp_path)
    assert "θ trains G" in (tmp_path / "gan.txt").read_text("utf-8")


@pytest.mark.parametrize(
    ("module", "package", "words"),
    [
        ("lark", "lark", ("check", "gan")),
        ("PIL", "pillow", ("train", "gan", "--data", "images", "--steps", "1")),
        ("sklearn", "scikit-learn", ("train", "vae", "--data", "digits", "--steps", "1")),
        ("torch", "torch", ("train", "gan", "--data", "ring", "--steps", "1")),
        ("torch", "torch", ("verify", "gan")),
        ("safetensors", "safetensors", ("train", "gan", "--data", "ring", "--steps", "1")),
        ("numpy", "numpy", ("train", "gan", "--data", "ring", "--steps", "1")),
    ],
)
def test_a_package_that_is_not_installed(
    module: str, package: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.png").write_bytes(b"\x89PNG")
    done = missing(module, *words, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    told = f"sgm: error: {package} is not installed: pip install {package}\n"
    assert done.stderr.endswith(told)  # torch warns before it where there is no numpy
    assert "Traceback" not in done.stderr


def test_what_pip_is_asked_for_is_what_is_required() -> None:
    from schematic.cli.failures import DISTRIBUTIONS

    required = {wanted.split(";")[0].split(">")[0] for wanted in requires("schematic") or ()}
    assert set(DISTRIBUTIONS.values()) <= required


@pytest.mark.parametrize("module", ["torch", "rich", "matplotlib", "sklearn", "PIL", "safetensors"])
def test_a_check_needs_few_packages(module: str, tmp_path: Path) -> None:
    done = missing(module, "check", "gan", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_docstrings_and_assertions(tmp_path: Path) -> None:
    for words in (["check", "gan"], ["derive", "aae"], ["compile", "gan", "--shape", "x=2"]):
        plain, bare = (
            run([sys.executable, *option, "-m", "schematic", *words], tmp_path, PACKAGE.parent)
            for option in ([], ["-OO"])
        )
        assert (bare.returncode, bare.stderr) == (0, "")
        assert bare.stdout == plain.stdout
    page = run(
        [sys.executable, "-OO", "-m", "schematic", "explain", "SGM219"], tmp_path, PACKAGE.parent
    )
    assert "4.9e-324" in page.stdout


def test_a_package_in_a_zip(tmp_path: Path) -> None:
    place = tmp_path / "tree" / "schematic"
    shutil.copytree(PACKAGE, place, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("grammar", "specs"):
        shutil.copytree(str(folder(name)), place / name, dirs_exist_ok=True)
    archive = tmp_path / "schematic.zip"
    with zipfile.ZipFile(archive, "w") as target:
        for file in sorted(place.rglob("*")):
            target.write(file, file.relative_to(place.parent))
    (tmp_path / "aae.sgm").write_text('model M = swap x <-> z in "infogan.sgm"\n', "utf-8")
    for words in (
        ["check", "gan", "aae.sgm"],
        ["zoo"],
        ["explain", "SGM505"],
        ["compile", "gan", "--shape", "x=2"],
        ["compile", "gan", "--shape", "x=2", "--fast", "-o", "gan.py"],
    ):
        command = [sys.executable, "-m", "schematic", *words]
        zipped, plain = (run(command, tmp_path, path) for path in (archive, PACKAGE.parent))
        assert (zipped.returncode, zipped.stderr) == (0, "")
        assert zipped.stdout == plain.stdout
    fast = (tmp_path / "gan_fast.py").read_text("utf-8")
    assert "class FastSteps" in fast
