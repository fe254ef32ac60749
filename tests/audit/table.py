"""The catalogue → the tables of docs/audit.md: `python -m tests.audit.table` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import schematic
from docs.press.places import ROOT
from schematic.resources import zoo
from tests.audit.correct import CORRECT
from tests.audit.mistaken import MISTAKEN

PAGE = ROOT / "docs" / "audit.md"
MARK = "<!-- {name}: python -m tests.audit.table -->"


def wrong_row(name: str) -> str:
    """What was done, and what an audit says of it."""
    case = MISTAKEN[name]
    found = schematic.audit(schematic.load(zoo()[case.spec]), case.losses)
    said = "; ".join(fault.message for fault in found.player(case.player).faults)
    return f"| {_style(case.losses.__doc__)} | {_cell(said)} |"


def right_row(name: str) -> str:
    """How a loss is written, and the verdicts on its players."""
    case = CORRECT[name]
    found = schematic.audit(schematic.load(zoo()[case.spec]), case.losses)
    said = dict.fromkeys(player.verdict.value for player in found.players)
    return f"| {_style(case.losses.__doc__)} | {'; '.join(said)} |"


def tables() -> Iterator[tuple[str, str]]:
    """Each table by its name."""
    wrong = [wrong_row(name) for name in MISTAKEN]
    yield "mistakes", "\n".join(["| what was done | `sgm audit` says |", "| --- | --- |", *wrong])
    right = [right_row(name) for name in CORRECT]
    yield "right", "\n".join(["| how it is written | verdict |", "| --- | --- |", *right])


def _style(text: str | None) -> str:
    assert text is not None
    return _cell(text.strip().rstrip(".").replace("_", r"\_"))


def _cell(text: str) -> str:
    return text.replace("|", r"\|").replace("{", "`{").replace("}", "}`")


def main() -> None:
    """Write the tables between their marks."""
    page = PAGE.read_text(encoding="utf-8")
    for name, table in tables():
        mark = MARK.format(name=name)
        page = re.sub(
            f"{re.escape(mark)}\n+(?:\\|.*\n)*\n*",
            lambda _, m=mark, t=table: f"{m}\n\n{t}\n\n",
            page,
        )
    PAGE.write_text(page.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
