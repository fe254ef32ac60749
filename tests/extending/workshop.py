"""A copy of the project, which a test extends by files and rows, runs, and compares with ours.

    workshop.add("schematic/render/formats/pgm.py", PGM)       # a new file
    workshop.add_row("specs/gan.sgm", after="net G", row="…")  # a line behind an existing one
    workshop.change("specs/gan.sgm", "mlp(128", "mlp(64")      # a text that stands there once
    workshop.extend("poisson")                                 # all files of additions/poisson
    workshop.withdraw([FILE], {ROW: (WITH, WITHOUT)})          # what is there, taken out …
    workshop.put_back(FILE)                                    # … and added like a new thing
    workshop.sgm("render", "gan", "-o", "gan.pgm")             # the command line of the copy
    workshop.python("import schematic; …")                     # or any program
    workshop.compare("poisson")                                # additions/poisson/comparison.py
    assert workshop.touched() == ["schematic/render/formats/pgm.py"]
    assert workshop.edited() == []

An extension of several files stands in a folder of `additions/`, laid out like the project, so that
its files can be read, linted and moved to where they belong. A `comparison.py` beside them is no
part of it: it compares what the copy computes with PyTorch that is written by hand.

Programs run in the folder of the copy, with the copy in front of the installed package. `touched`
compares the copy with the project itself, less what was withdrawn, so a test cannot forget a file.
"""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

PROJECT = Path(__file__).parents[2]
ADDITIONS = Path(__file__).parent / "additions"
COMPARISON = "comparison.py"
COPIED = ("schematic", "grammar", "specs")
BYTECODE = "__pycache__"  # is copied as well, so that only what is touched is compiled anew
PATIENCE = 300  # seconds


class Workshop:
    """A copy of the package, the grammar and the zoo in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Copy the project into a folder that is empty."""
        self.folder = folder
        self.withdrawn: dict[str, bytes | None] = {}
        for name in COPIED:
            shutil.copytree(PROJECT / name, folder / name, ignore=_unwanted)

    def add(self, path: str, text: str) -> None:
        """Add a file that is not there yet.

        Args:
            path: relative to the project.
            text: what is in it.
        """
        file = self._at(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text.lstrip("\n"))

    def add_row(self, path: str, *, after: str, row: str) -> None:
        """Add lines to a file, behind the only line that contains a text.

        Args:
            path: relative to the project.
            after: a text that is in exactly one line.
            row: what comes behind that line.
        """
        file = self._at(path)
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        found = [number for number, line in enumerate(lines) if after in line]
        assert len(found) == 1, f"{path} has {len(found)} lines with {after!r}, not one"
        lines.insert(found[0] + 1, row if row.endswith("\n") else f"{row}\n")
        file.write_text("".join(lines), encoding="utf-8")

    def change(self, path: str, old: str, new: str) -> None:
        """Exchange a text that is in a file exactly once.

        Args:
            path: relative to the project.
            old: what stands there.
            new: what takes its place.
        """
        file = self._at(path)
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times, not once"
        file.write_text(text.replace(old, new), encoding="utf-8")

    def extend(self, name: str, *, without: Collection[str] = ()) -> None:
        """Add all files of an extension.

        Args:
            name: its folder in `additions/`.
            without: files that are left out, relative to the project.
        """
        folder = ADDITIONS / name
        for file in sorted(folder.rglob("*.*")):
            path = file.relative_to(folder).as_posix()
            if path != COMPARISON and BYTECODE not in path and path not in without:
                self.add(path, file.read_text(encoding="utf-8"))

    def withdraw(self, files: Iterable[str], edits: Mapping[str, tuple[str, str]]) -> None:
        """Take a part of the project out of the copy, so that a test can add it as if it were new.

        Args:
            files: the files that are removed, relative to the project.
            edits: files that stay → a text in them, and what stands there without the part.
        """
        for path in files:
            self._at(path).unlink()
            self.withdrawn[path] = None
        for path, (old, new) in edits.items():
            self.change(path, old, new)
            self.withdrawn[path] = self._at(path).read_bytes()

    def put_back(self, *files: str) -> None:
        """Add files of the project that were withdrawn."""
        for path in files:
            assert self.withdrawn[path] is None, f"{path} was not withdrawn"
            self.add(path, (PROJECT / path).read_text(encoding="utf-8"))

    def compare(self, name: str) -> str:
        """What the comparison of an extension prints; it has to succeed."""
        return self._run(str(ADDITIONS / name / COMPARISON))

    def python(self, program: str) -> str:
        """What a program prints that imports the copy; it has to succeed."""
        return self._run("-c", program)

    def sgm(self, *words: str) -> str:
        """What a command of the copy prints on standard output; it has to succeed."""
        return self._run("-m", "schematic", *words)

    def fails(self, *words: str, status: int = 1) -> str:
        """What a command of the copy prints that ends with findings, or with another status."""
        return self._run("-m", "schematic", *words, status=status)

    def touched(self) -> list[str]:
        """The files of the copy that are new or changed, as paths relative to the project."""
        return [path for path, _ in self._changes()]

    def edited(self) -> list[str]:
        """Those of them that are files of the project, and not new."""
        return [path for path in self.touched() if self._before(path) is not None]

    def report(self) -> str:
        """What was touched, as a table: new or changed, lines added, path."""
        rows = [
            f"{'new' if self._before(path) is None else 'changed':<8}{added:>4} lines  {path}"
            for path, added in self._changes()
        ]
        return "\n".join(rows)

    def _at(self, path: str) -> Path:
        return self.folder / path

    def _run(self, *words: str, status: int = 0) -> str:
        path = os.pathsep.join((str(self.folder), str(PROJECT)))
        environment = {**os.environ, "PYTHONPATH": path}
        done = subprocess.run(
            [sys.executable, *words],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        printed = f"{done.stdout}\n{done.stderr}"
        assert done.returncode == status, f"status {done.returncode}\n{printed}"
        return printed if status else done.stdout

    def _changes(self) -> Iterator[tuple[str, int]]:
        """The files of the copied folders that differ from what was there, and the lines added."""
        for name in COPIED:
            for file in sorted((self.folder / name).rglob("*")):
                path = str(file.relative_to(self.folder))
                if (
                    file.is_file()
                    and BYTECODE not in file.parts
                    and self._before(path) != file.read_bytes()
                ):
                    yield path, _lines_added(self._before(path) or b"", file.read_bytes())

    def _before(self, path: str) -> bytes | None:
        """What a file of the copy held before the test extended it; None if it was not there."""
        if path in self.withdrawn:
            return self.withdrawn[path]
        file = PROJECT / path
        return file.read_bytes() if file.is_file() else None


def _unwanted(folder: str, names: list[str]) -> list[str]:
    """Bytecode that another process is about to rename, or that `python -O` has made."""
    if Path(folder).name != BYTECODE:
        return []
    return [name for name in names if not name.endswith(".pyc") or ".opt-" in name]


def _lines_added(before: bytes, after: bytes) -> int:
    """How many lines of a file were not there before."""
    old, new = before.splitlines(), after.splitlines()
    blocks = difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks()
    return len(new) - sum(block.size for block in blocks)
