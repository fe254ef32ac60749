"""The files that come with the package: the grammar, the zoo, the sources that are read as text.

They are found through `importlib.resources`, so the package may lie in a folder or in a zip.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


@cache
def package() -> Traversable:
    """The folder of the package, or its place in a zip."""
    return files("schematic")


@cache
def folder(name: str) -> Traversable:
    """The folder `grammar` or `specs`: in the package, or beside it in a checkout.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    inside = package()
    beside = [inside.parent] if isinstance(inside, Path) else []
    for place in (inside, *beside):
        if (found := place / name).is_dir():
            return found
    message = f"schematic is installed without its folder `{name}`; install it again"
    raise FileNotFoundError(message)


def sources(*parts: str) -> list[tuple[str, str]]:
    """The Python files below a folder of the package: the dotted name and the text of each.

    Args:
        parts: the way to the folder, such as `"emit", "kernels"`.
    """
    place = package().joinpath(*parts)
    found: list[tuple[str, str]] = []
    for entry in sorted(place.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name.isidentifier():
            found += sources(*parts, entry.name)
        elif entry.name.endswith(".py"):
            module = ".".join(("schematic", *parts, entry.name.removesuffix(".py")))
            found.append((module.removesuffix(".__init__"), entry.read_text(encoding="utf-8")))
    return found


def zoo() -> dict[str, Traversable]:
    """The shipped specs by name."""
    specs = (each for each in folder("specs").iterdir() if each.name.endswith(".sgm"))
    return {
        spec.name.removesuffix(".sgm"): spec for spec in sorted(specs, key=lambda spec: spec.name)
    }
