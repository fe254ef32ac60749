"""Completion in fish, which shows beside each word what it does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from schematic.cli.word_completion import Completed, Offer, Shell


def write(commands: Sequence[Completed]) -> str:
    """Return the script: a line for each word that may be typed."""
    lines = ["# fish completion of sgm", "complete -c sgm -f"]
    for command in commands:
        lines.append(
            f"complete -c sgm -n __fish_use_subcommand -a {command.name} -d {_quoted(command.what)}"
        )
        lines += _command(command)
    return "\n".join([*lines, ""])


def _command(command: Completed) -> Iterator[str]:
    begin = f'complete -c sgm -n "__fish_seen_subcommand_from {command.name}"'
    if arguments := _arguments(command.word):
        yield f"{begin} {arguments}"
    for flag, help in command.flags.items():
        kind = "-l" if flag.startswith("--") else "-s"
        name = flag.lstrip("-")
        value = ""
        if flag in command.values:
            value = f" -r {_arguments(command.values[flag])}".rstrip()
        yield f"{begin} {kind} {name}{value} -d {_quoted(help)}"


def _arguments(offer: Offer) -> str:
    words = f"-a {_quoted(' '.join(offer.words))}" if offer.words else ""
    return " ".join(filter(None, ("-F" if offer.files else "", words)))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


SHELL = Shell(write, "sgm completion fish > ~/.config/fish/completions/sgm.fish")
