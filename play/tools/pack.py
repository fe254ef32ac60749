"""The front end, and Lark, which it imports → `schematic.zip`, from which Pyodide runs them.

Run as `python play/tools/pack.py FOLDER`, with the Python in which Schematic is installed. Nothing
that needs torch, numpy or a file system goes in. Every file has the same date, so that the same
sources make the same zip.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from importlib.metadata import files
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).resolve().parents[2]
# What stands above the service, and what it never imports.
LEFT_OUT = ("cli", "data", "lsp", "training", "verify", "play")
# Where a file that begins with torch runs in no browser; those of `emit` are read as text.
WITHOUT_TORCH = ("audit", "model")
TORCH = re.compile(r"^(?:import|from) torch\b", re.MULTILINE)
NEW_YEAR = (1980, 1, 1, 0, 0, 0)


def own_files() -> Iterator[tuple[str, Path]]:
    """The package's own files by their names in the zip: code, grammar and zoo."""
    package = ROOT / "schematic"
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0]
        runs = room not in WITHOUT_TORCH or not TORCH.search(path.read_text(encoding="utf-8"))
        if room not in LEFT_OUT and runs:
            yield path.relative_to(ROOT).as_posix(), path
    for folder in ("grammar", "specs"):
        for path in sorted((ROOT / folder).rglob("*.*")):
            yield f"schematic/{path.relative_to(ROOT).as_posix()}", path


def installed_files(name: str) -> Iterator[tuple[str, Path]]:
    """The Python files of an installed package, without its tests, and its licence."""
    for entry in files(name) or ():
        licence = "license" in entry.name.lower()
        code = entry.suffix in (".py", ".lark") and "tests" not in entry.parts
        if (code or licence) and "__pycache__" not in entry.parts:
            yield entry.as_posix(), Path(str(entry.locate()))


def write_zip(path: Path, entries: Iterator[tuple[str, Path]]) -> None:
    """Write a zip that depends on nothing but the contents."""
    with ZipFile(path, "w", ZIP_DEFLATED, compresslevel=9) as bundle:
        for name, file in sorted(entries):
            info = ZipInfo(name, NEW_YEAR)
            info.compress_type = ZIP_DEFLATED
            bundle.writestr(info, file.read_bytes())


def pack(folder: Path) -> None:
    """Write the zip into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    write_zip(folder / "schematic.zip", iter([*own_files(), *installed_files("lark")]))


if __name__ == "__main__":
    pack(Path(sys.argv[1]))
