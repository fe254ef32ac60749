"""The parsers of `sgm` → the sections of docs/commands.md: what each command does and takes."""

from __future__ import annotations

from collections.abc import Iterator

from docs.press.blocks import fence
from docs.press.prose import words
from schematic.cli.described import Argument, CommandPage, describe_all


def write_commands() -> str:
    """A section for each command."""
    return "\n\n".join("\n\n".join(_section(page)) for page in describe_all())


def _section(page: CommandPage) -> Iterator[str]:
    yield f"## sgm {page.name}"
    yield fence("text", page.usage)
    yield from (_paragraph(each) for each in page.description.split("\n\n"))
    for title, arguments in page.groups.items():
        shown = [each for each in arguments if "--help" not in each.flags]
        if not shown:
            continue
        if title not in ("arguments", "options"):
            yield f"*{words(title)}*"
        yield "\n".join(map(_item, shown))


def _item(argument: Argument) -> str:
    return f"* `{argument.typed}`: {words(argument.help)}".removesuffix(": ")


def _paragraph(text: str) -> str:
    """A paragraph; where its lines are indented, they are code."""
    if all(line.startswith("  ") for line in text.splitlines()):
        return fence("text", "\n".join(line[2:] for line in text.splitlines()))
    return "\n".join(map(words, text.splitlines()))
