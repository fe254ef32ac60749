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


@cache
def page() -> Traversable:
    """The folder of the built page: in the package, or `play/dist` in a checkout.

    Raises:
        FileNotFoundError: the page is not built, or the installation is incomplete.
    """
    inside = package()
    beside = [inside.parent / "play" / "dist"] if isinstance(inside, Path) else []
    for place in (inside / "play" / "static", *beside):
        if (place / "index.html").is_file():
            return place
    raise FileNotFoundError("the page is not built: there is no `play/dist/index.html`")


REFERENCES = "references.bib"


def references() -> str:
    """The papers that sources are keys of, as BibTeX: in the package, or in `docs/` beside it.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    inside = package()
    beside = [inside.parent / "docs"] if isinstance(inside, Path) else []
    for place in (inside, *beside):
        if (found := place / REFERENCES).is_file():
            return found.read_text(encoding="utf-8")
    message = f"schematic is installed without its file `{REFERENCES}`; install it again"
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


FIRST_GROUP = "the paper"
"""The title of the group that lies in `specs/` itself."""
SPEC = ".sgm"


def zoo() -> dict[str, Traversable]:
    """The shipped specs by name, group after group."""
    return {name: spec for group in zoo_groups().values() for name, spec in group.items()}


def zoo_groups() -> dict[str, dict[str, Traversable]]:
    """The shipped specs by name, by the title of their group.

    A group is a folder in `specs/`, and called like it; what lies in `specs/` itself is the first.
    """
    top = folder("specs")
    groups = {each.name.replace("-", " "): each for each in top.iterdir() if each.is_dir()}
    places = {FIRST_GROUP: top, **dict(sorted(groups.items()))}
    found = {title: _specs_in(place) for title, place in places.items()}
    return {title: specs for title, specs in found.items() if specs}


def _specs_in(place: Traversable) -> dict[str, Traversable]:
    """The specs of one folder by name."""
    specs = (each for each in place.iterdir() if each.name.endswith(SPEC))
    return {spec.name.removesuffix(SPEC): spec for spec in sorted(specs, key=lambda s: s.name)}
