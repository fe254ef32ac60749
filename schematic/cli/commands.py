"""The commands: one row each. The module `schematic.cli.<name>` takes its options and runs it."""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "check": "find everything that is wrong with specs",
    "fmt": "lay specs out in the one canonical way",
    "render": "draw a spec as a schematic graphical model",
    "derive": "print what each player maximises",
    "compile": "write a spec as plain PyTorch",
    "train": "train a spec on data",
    "sample": "draw samples from a trained run",
    "evaluate": "measure a trained run on held-out data",
    "rewrite": "turn a spec into another by rewrites, and show what changes",
    "equal": "say whether two specs are the same schematic",
    "path": "find the shortest chain of rewrites between two specs",
    "atlas": "map what rewrites make of specs",
    "verify": "compare losses and gradients with the paper's, by exact enumeration",
    "audit": "say whether losses of your own are the derived ones",
    "lsp": "serve editors: findings, completion, cures (the Language Server Protocol)",
    "explain": "print the page of an error code",
    "zoo": "list the shipped specs, or print one",
    "play": "open a page that shows a spec while you edit it",
    "new": "begin a spec of your own",
    "data": "list embedded data, or say what would be read from a file or folder",
    "help": "say how a command is used",
    "completion": "write what completes words in a shell: bash, zsh or fish",
    "man": "write the manual page",
}  # name → what it does
