"""Completion in zsh."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from schematic.cli.shells._case import write_branch
from schematic.cli.word_completion import Completed, Offer, Shell


def write(commands: Sequence[Completed]) -> str:
    """Return the script: a function for `compdef`."""
    names = _words([*(each.name for each in commands), "--help", "--version"])
    lines = [
        "#compdef sgm",
        "_sgm() {",
        '  local word="${words[CURRENT]}" before="${words[CURRENT-1]}"',
        f"  if (( CURRENT == 2 )); then compadd -- {names}; return; fi",
        '  case "${words[2]}" in',
        *(line for each in commands for line in write_branch(each, _offered)),
        "  esac",
        "}",
        'if [[ "${funcstack[1]}" == _sgm ]]; then _sgm "$@"; else compdef _sgm sgm; fi',
        "",
    ]
    return "\n".join(lines)


def _offered(offer: Offer) -> str:
    parts = [f"compadd -- {_words(offer.words)}"] if offer.words else []
    return "; ".join([*parts, *(["_files"] if offer.files else [])]) or ":"


def _words(words: Sequence[str]) -> str:
    return " ".join(map(shlex.quote, words))


SHELL = Shell(write, 'eval "$(sgm completion zsh)"  # in ~/.zshrc, behind compinit')
