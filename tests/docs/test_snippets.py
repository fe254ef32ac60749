"""The Python of the pages: mypy accepts all of it, and each page's runs as it stands.

What a page takes for granted, such as a module that a reader has, stands in `snippets/`, a file a
page; there are also the types of packages that are not installed for the tests. Lectures are
notebooks and have a test of their own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

import schematic
from docs.press.places import NOTEBOOKS, ROOT, pages
from schematic.cli.entry import run as sgm
from schematic.resources import zoo
from tests.docs.markdown import code_blocks

GIVEN = Path(__file__).parent / "snippets"
ELSEWHERE = {"own-nets", "tutorial", "kl-autoencoder"}
"""Pages whose snippets run in tests of their own, or train for long."""


def snippets() -> Iterator[tuple[str, str]]:
    """The Python of each page, behind what it takes for granted: the page's name and a module."""
    for page in pages():
        blocks = list(code_blocks(page.read_text(encoding="utf-8"), "python"))
        if blocks and page.parent != NOTEBOOKS:
            given = GIVEN / f"{page.stem}.py"
            known = given.read_text(encoding="utf-8") if given.is_file() else ""
            yield page.stem, "\n".join([known, *blocks])


PAGES = dict(snippets())


@pytest.mark.slow
def test_mypy_accepts_them(tmp_path: Path) -> None:
    """One run over all pages; what mypy knows of this package and of PyTorch is kept."""
    for name, text in PAGES.items():
        (tmp_path / f"page_{name.replace('-', '_')}.py").write_text(text, encoding="utf-8")
    for stub in GIVEN.glob("*.pyi"):
        shutil.copy(stub, tmp_path)
    assert sgm(["compile", "cvae", "--shape", "x=1,20,20", "-o", str(tmp_path / "classes.py")]) == 0
    text = (tmp_path / "classes.py").read_text(encoding="utf-8")
    (tmp_path / "classes.py").write_text(text.replace("CVAE", "Classes"), "utf-8")
    files = sorted(map(str, tmp_path.glob("*.py*")))
    told = subprocess.run(
        [sys.executable, "-m", "mypy", *files], cwd=ROOT, capture_output=True, text=True
    )
    assert told.returncode in (0, 1), told.stderr
    assert [line for line in told.stdout.splitlines() if line.startswith(str(tmp_path))] == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", [name for name in PAGES if name not in ELSEWHERE])
def test_they_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder but for a spec; trainings are short."""
    monkeypatch.chdir(tmp_path)
    Path("specs").mkdir()
    for folder in (Path(), Path("specs")):
        shutil.copy(zoo()["gan"], folder)
    told: list[object] = []
    wandb = ModuleType("wandb")
    vars(wandb).update(init=lambda **_: None, log=lambda values, step: told.append((step, values)))
    monkeypatch.setitem(sys.modules, "wandb", wandb)
    names: dict[str, object] = {"__name__": "page", "schematic": schematic}
    text = re.sub(r"steps=(\d+)", lambda steps: f"steps={int(steps[1]) // 250}", PAGES[name])
    exec(compile(text.replace('data="ring"', 'data="ring", steps=4'), f"{name}.md", "exec"), names)
    assert bool(told) == ("wandb" in PAGES[name])
