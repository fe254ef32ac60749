"""`python -m tests.pythons`: the front end in CPythons 3.12 to 3.14, compared with this Python.

Node runs them: the npm package `pyodide` holds a whole CPython. Prints a line for each, and every
command whose answer differs; the exit status is 1 if there is one. What is installed lies in
`build/pythons`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.pythons.front_end import Answer, answers

PYODIDES = {"3.12": "0.27.7", "3.13": "0.29.4", "3.14": "314.0.7"}
PLACE = Path("build/pythons").resolve()


def main() -> int:
    """Run."""
    packages = PLACE / "packages"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--target", packages]
    subprocess.run([*pip, "lark", "networkx"], check=True)
    here = answers()
    return max([_compared(python, pyodide, packages, here) for python, pyodide in PYODIDES.items()])


def _compared(python: str, pyodide: str, packages: Path, expected: Mapping[str, Answer]) -> int:
    """Run one, and say in what it differs."""
    ran = _run(pyodide, packages)
    version, there = ran["python"], ran["answers"]
    if not version.startswith(f"{python}."):
        raise SystemExit(f"Pyodide {pyodide} holds Python {version}, not {python}")
    differing = [c for c in expected.keys() | there.keys() if expected.get(c) != there.get(c)]
    for command in sorted(differing):
        print(
            f"  sgm {command}\n    here:  {expected.get(command)}\n    there: {there.get(command)}"
        )
    print(f"Python {version} (Pyodide {pyodide}): {len(there)} commands, {len(differing)} differ")
    return int(bool(differing))


def _run(pyodide: str, packages: Path) -> Any:
    home = PLACE / pyodide
    home.mkdir(parents=True, exist_ok=True)
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", home]
    subprocess.run([*npm, f"pyodide@{pyodide}"], check=True)
    script = Path(__file__).with_name("pyodide.mjs")
    node = ["node", script, home / "node_modules/pyodide", packages]
    ran = subprocess.run(node, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(ran.stdout)


if __name__ == "__main__":
    sys.exit(main())
