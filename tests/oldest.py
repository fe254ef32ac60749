"""`python tests/oldest.py`: the lowest versions that pyproject.toml allows, for `pip install -r`.

A lower bound is the name of a release, so `lark>=1.2.1` becomes `lark==1.2.1`. torch is apart, with
`--torch`: on Linux PyPI has it only with gigabytes of CUDA, so the lowest version counts that pip
finds a wheel of for the CPU.
"""

from __future__ import annotations

import argparse
import platform
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def requirements() -> list[str]:
    """What the project and its development depend on, with the extras that those name."""
    project = tomllib.loads(PROJECT.read_text())["project"]
    extras, found = project["optional-dependencies"], [*project["dependencies"]]
    waiting = list(extras["dev"])
    while waiting:
        requirement = waiting.pop(0)
        own = re.fullmatch(r"schematic\[([\w-]+)\]", requirement)
        if own:
            waiting += extras[own[1]]
        else:
            found.append(requirement)
    return found


def lowest(requirement: str) -> str:
    """A requirement, its lower bound as the only version."""
    parts = re.fullmatch(r"([\w-]+)>=([\w.]+)(?:,<[\w.]+)?", requirement)
    if parts is None:
        raise SystemExit(
            f"{requirement!r} in pyproject.toml has no lower bound that could be tested"
        )
    return f"{parts[1]}=={parts[2]}"


def lowest_torch(requirement: str) -> str:
    """The lowest version of torch that fits and that pip finds for the CPU.

    Needs `packaging`, which comes with pytest.
    """
    from packaging.requirements import Requirement
    from packaging.version import Version

    allowed = Requirement(requirement).specifier
    found = [v for v in _versions("torch") if v in allowed and _for_cpu(v)]
    if not found:
        raise SystemExit("pip finds no wheel of torch for the CPU; see PIP_EXTRA_INDEX_URL")
    chosen = min(found, key=Version)
    if not Version(chosen).public.startswith(lowest(requirement).removeprefix("torch==")):
        print(f"torch {chosen} is the lowest for the CPU that pip finds", file=sys.stderr)
    return f"torch=={chosen}"


def _versions(name: str) -> Iterator[str]:
    command = [sys.executable, "-m", "pip", "index", "versions", name]
    listing = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    yield from listing.partition("Available versions: ")[2].partition("\n")[0].split(", ")


def _for_cpu(version: str) -> bool:
    return version.endswith("+cpu") or (platform.system(), platform.machine()) != (
        "Linux",
        "x86_64",
    )


def main() -> None:
    """Print the requirements, one a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--torch", action="store_true", help="torch alone; else all but torch")
    torch = parser.parse_args().torch
    for requirement in requirements():
        if requirement.startswith("torch") != torch:
            continue
        print(lowest_torch(requirement) if torch else lowest(requirement))


if __name__ == "__main__":
    main()
