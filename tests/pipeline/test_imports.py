"""The front end starts quickly: it imports Lark, and nothing else that is heavy."""

from __future__ import annotations

import subprocess
import sys

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
