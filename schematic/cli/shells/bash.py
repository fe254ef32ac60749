"""Completion in bash, of every version from 3.2 on."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from schematic.cli.shells._case import write_branch
from schematic.cli.word_completion import Completed, Offer, Shell


def write(commands: Sequence[Completed]) -> str:
    """Return the script: a function that fills COMPREPLY."""
    lines = [
        "# bash completion of sgm",
        "_sgm_offer() {  # words, whether files too, the word so far",
        "  local line",
        '  while IFS= read -r line; do COMPREPLY+=("$line"); done \\',
        '    < <(compgen -W "$1" -- "$3" || :; if [ "$2" = files ]; then compgen -f -- "$3"; fi)',
        "}",
        "_sgm() {",
        "  COMPREPLY=()",
        '  local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}"',
        '  if [ "$COMP_CWORD" -eq 1 ]; then',
        f"    _sgm_offer {_words([*(each.name for each in commands), '--help', '--version'])} "
        'none "$word"',
        "    return",
        "  fi",
        '  case "${COMP_WORDS[1]}" in',
        *(line for each in commands for line in write_branch(each, _offered)),
        "  esac",
        "}",
        "complete -o filenames -F _sgm sgm",
        "",
    ]
    return "\n".join(lines)


def _offered(offer: Offer) -> str:
    return f'_sgm_offer {_words(offer.words)} {"files" if offer.files else "none"} "$word"'


def _words(words: Sequence[str]) -> str:
    return shlex.quote(" ".join(words))


SHELL = Shell(write, 'eval "$(sgm completion bash)"  # in ~/.bashrc')
