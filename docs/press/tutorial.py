"""docs/tutorial.md → its steps, taken in order in one folder, and what they print.

A block of `sgm` is written to the file that has the name of its model; one of `python` is run, and
so is each command of a `console` block. Below a command the page shows lines of what it prints; `…`
stands for lines that are left out.
"""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docs.press.places import PICTURES, TUTORIAL
from docs.press.runs import shrink, within
from docs.press.sessions import all_printed

KEPT: Mapping[str, str] = {
    "shapes.svg": "tutorial-model.svg",
    "runs/shapes-shapes/samples.png": "tutorial-samples.png",
    "runs/shapes-shapes/reconstructions.png": "tutorial-reconstructions.png",
    "by-class.png": "tutorial-classes.png",
    "squares.png": "tutorial-squares.png",
}
"""A file that the commands write → its name in docs/pictures."""
LEFT_OUT = "…"
_FENCE = re.compile(r"^```(sgm|python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NUMBER = re.compile(r"-?\d[\d,.]*(?:e[-+]\d+)?")
_INSTALLED = "pip "


def renew_tutorial() -> None:
    """Take the steps, write what they print into the page, and keep their pictures."""
    page = TUTORIAL.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, within(folder):
        page = walk(page)
        for source, name in KEPT.items():
            if source.endswith(".svg"):
                shutil.copyfile(source, PICTURES / name)
            else:
                shrink(Path(source), PICTURES / name)
    TUTORIAL.write_text(page, encoding="utf-8")


def walk(page: str, change: Callable[[str], str] = str) -> str:
    """Take the steps of a page in the working directory.

    Args:
        page: in Markdown.
        change: of a command, before it runs.

    Returns:
        The page, with the numbers that the commands print.

    Raises:
        ValueError: a line that is shown is not printed.
    """

    def step(block: re.Match[str]) -> str:
        language, text = block.groups()
        if language == "console":
            return f"```console\n{''.join(_session(text, change))}```"
        if language == "sgm":
            name = text.split(maxsplit=2)[1].lower()
            Path(f"{name}.sgm").write_text(text, encoding="utf-8")
        else:
            run_python(text)
        return block.group()

    return _FENCE.sub(step, page)


def run_python(text: str) -> None:
    """Run a block; it may import what lies in the working directory."""
    sys.path.insert(0, str(Path.cwd()))
    try:
        exec(compile(text, str(TUTORIAL), "exec"), {"__name__": "tutorial"})
    finally:
        sys.path.pop(0)


def _session(text: str, change: Callable[[str], str]) -> Iterator[str]:
    """The lines of a block, with what its commands print."""
    for part in re.split(r"^(?=\$ )", text, flags=re.MULTILINE):
        if not part:
            continue
        first, *shown = part.splitlines()
        yield f"{first}\n"
        command = first.removeprefix("$ ")
        is_run = not command.startswith(_INSTALLED)
        printed = all_printed(change(command)).splitlines() if is_run else []
        yield from (f"{line}\n" for line in _found(command, shown, printed))


def _found(command: str, shown: list[str], printed: list[str]) -> Iterator[str]:
    """Each line that is shown, as it is printed behind the one before."""
    rest = iter(printed)
    for line in shown:
        if line == LEFT_OUT or not line:
            yield line
            continue
        match = next((other for other in rest if _words(other) == _words(line)), None)
        if match is None:
            message = f"`{command}` does not print {line!r}:\n" + "\n".join(printed)
            raise ValueError(message)
        yield match.rstrip()


def _words(line: str) -> str:
    """A line without its numbers and the width of its gaps."""
    return re.sub(r"\s+", " ", _NUMBER.sub("#", line)).strip()
