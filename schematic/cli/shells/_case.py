"""The branch of a command in the `case` of a shell whose syntax is that of sh: bash and zsh."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from schematic.cli.word_completion import Completed, Offer


def write_branch(command: Completed, offered: Callable[[Offer], str]) -> Iterator[str]:
    """Yield its lines: by the word before, then by the word that is being typed.

    Args:
        command: the command.
        offered: writes what offers words, in the shell's own way.
    """
    yield f"    {command.name})"
    yield '      case "$before" in'
    for flag, offer in command.values.items():
        yield f"        {flag}) {offered(offer)}; return ;;"
    yield "      esac"
    yield '      case "$word" in'
    yield f"        -*) {offered(Offer(tuple(command.flags)))} ;;"
    yield f"        *) {offered(command.word)} ;;"
    yield "      esac ;;"
