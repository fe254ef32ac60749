"""The front end starts quickly: it imports Lark, and nothing else that is heavy."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pipeline.test_good import ALL

HEAVY = {
    "torch",
    "networkx",
    "numpy",
    "scipy",
    "sklearn",
    "matplotlib",
    "rich",
    "PIL",
    "graphviz",
    "pandas",
}


@pytest.mark.parametrize("name", ["zoo_gan", "zoo_helmholtz", "mother"])
def test_checking_a_spec_imports_nothing_heavy(name: str) -> None:
    code = (
        "import sys; from schematic.pipeline import examine\n"
        "from schematic.syntax.parse import read\n"
        "from schematic.syntax.format import format_source\n"
        "source = read(sys.argv[1]); assert not examine(source).findings\n"
        "format_source(source); print(*sys.modules)"
    )
    run = [sys.executable, "-c", code, str(ALL[name])]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    imported = {module.partition(".")[0] for module in done.stdout.split()}
    assert not imported & HEAVY
    assert "lark" in imported


@pytest.mark.parametrize("damage", ["unwritable", "corrupt"])
def test_the_kept_grammar_may_be_lost(damage: str, tmp_path: Path) -> None:
    """Without a place to keep the parser, or with a broken one, it is made anew in silence."""
    place = tmp_path / "cache"
    if damage == "unwritable":
        place.write_text("a file where a folder should be")
    else:
        (place / "schematic").mkdir(parents=True)
        (place / "schematic" / "grammar.lark").write_bytes(b"no parser")
    code = "import schematic, sys; print(schematic.load(sys.argv[1]).name)"
    done = subprocess.run(
        [sys.executable, "-c", code, str(ALL["zoo_gan"])],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(place)},
    )
    assert (done.stdout, done.stderr, done.returncode) == ("GAN\n", "", 0)
