"""Words → Markdown that the code prints: the table of what a page's blocks may ask for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from docs.press.api.reference import write_api
from docs.press.blocks import Maker, fence
from docs.press.commands import write_commands
from docs.press.formulas import write_formulas
from docs.press.outputs import make_output, make_rows
from docs.press.pictures import describe, load
from docs.press.places import EXAMPLES, GALLERY, RUNS_FOLDER
from docs.press.runs import EVALUATION, RUNS
from docs.press.summary import summarise, write_losses
from schematic.graph.names import greek
from schematic.objective.steps import write_steps
from schematic.resources import zoo, zoo_groups

LOSSES = "What each player minimises, as the emitted source computes it:"


def make_picture(name: str) -> str:
    """The picture of a spec."""
    return f"![{load(name).name}: {describe(name)}](../pictures/{name}.svg)"


def make_spec(name: str) -> str:
    """The text of a spec."""
    return fence("sgm", zoo()[name].read_text(encoding="utf-8"))


def make_file(name: str) -> str:
    """The text of a spec that lies beside the pages of the gallery."""
    return fence("sgm", (GALLERY / name).read_text(encoding="utf-8"))


def make_example(name: str) -> str:
    """The text of a spec of docs/examples."""
    return fence("sgm", (EXAMPLES / name).read_text(encoding="utf-8"))


def make_formulas(name: str) -> str:
    """Both forms of each player's objective."""
    return write_formulas(load(name).objective)


def make_derivation(name: str) -> str:
    """What `sgm derive` prints."""
    return fence("text", f"$ sgm derive {name}\n\n{load(name).objective}")


def make_steps(name: str) -> str:
    """What `sgm derive --steps` prints."""
    return fence("text", write_steps(load(name).objective))


@cache
def make_receipt(name: str) -> str:
    """What `sgm verify` prints."""
    from schematic.verify import verify, write_text

    return fence("text", f"$ sgm verify {name}\n\n{write_text(verify(load(name)))}")


def make_run(name: str) -> str:
    """What a training of the gallery left: the commands, the pictures and the figures."""
    run = RUNS[name]
    pictures = "\n\n".join(
        f"![{run.model or run.spec} on {run.data}: {what}](trained/{name}/{picture})"
        for picture, what in run.pictures.items()
    )
    evaluation = (RUNS_FOLDER / name / EVALUATION).read_text(encoding="utf-8")
    return f"{fence('text', evaluation)}\n\n{pictures}"


def make_evaluation(name: str, *wanted: str) -> str:
    """What `sgm evaluate` printed of a training of the gallery, behind both commands.

    Args:
        name: of the run.
        wanted: a regular expression; the lines in which it is found are kept, or all of them.
    """
    text = (RUNS_FOLDER / name / EVALUATION).read_text(encoding="utf-8")
    sought = " ".join(wanted)
    kept = [row for row in text.splitlines() if row.startswith("$") or re.search(sought, row)]
    if all(row.startswith("$") for row in kept):
        message = f"the evaluation of {name} has no row with {sought!r}"
        raise ValueError(message)
    return fence("console", "\n".join(kept))


def make_groups() -> str:
    """A table of each group of the zoo: name, picture, and who learns which nets."""
    return "\n\n".join(
        f"### {title[0].upper()}{title[1:]}\n\n{_table(names)}"
        for title, names in zoo_groups().items()
    )


def _table(names: Iterable[str]) -> str:
    rows = ["| system | picture | players |", "| --- | --- | --- |"]
    for name in names:
        schematic = load(name)
        players = "; ".join(
            f"{_groups(player.name)} {', '.join(player.nets)}"
            for player in schematic.objective.players
        )
        picture = f"![{describe(name)}](../pictures/{name}.svg)"
        title = f"[{schematic.name}]({name}.md)<br>{schematic.title}"
        rows.append(f"| {title} | {picture} | {players} |")
    return "\n".join(rows)


def _groups(player: str) -> str:
    """`φ trains`, `θ, η train`."""
    groups = player.split(",")
    return f"{', '.join(map(greek, groups))} {'trains' if len(groups) == 1 else 'train'}"


def make_card(name: str) -> str:
    """All that the page of a spec without a chapter says."""
    commands = f"```console\n$ sgm derive {name}\n$ sgm verify {name}\n$ sgm train {name}\n```"
    parts = (summarise(name), make_picture(name), make_formulas(name), LOSSES, write_losses(name))
    return "\n\n".join((*parts, "The spec:", make_spec(name), commands))


def make_named() -> str:
    """The models of the literature whose losses stand in the tests, written by hand."""
    from tests.references.named import NAMED

    rows = ["| model | source | written in `tests/references` as | ours, in terms of the paper's |"]
    rows += ["| --- | --- | --- | --- |"]
    for row in NAMED:
        papers = ", ".join(f"[{key}]" for key in row.papers.split(", "))
        rows.append(f"| {row.name} | {papers} | `{row.reference}` | {row.factor or 'the same'} |")
    return "\n".join(rows)


MAKERS: Mapping[str, Maker] = {
    "picture": make_picture,
    "spec": make_spec,
    "file": make_file,
    "example": make_example,
    "formulas": make_formulas,
    "derivation": make_derivation,
    "steps": make_steps,
    "receipt": make_receipt,
    "run": make_run,
    "evaluation": make_evaluation,
    "output": make_output,
    "rows": make_rows,
    "groups": make_groups,
    "card": make_card,
    "named": make_named,
    "commands": write_commands,
    "api": write_api,
}  # the first word of a block's comment → its maker
